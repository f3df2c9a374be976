"""The rules and formats that every ticket store keeps, whatever it stores them in."""
