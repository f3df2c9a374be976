"""The rules and formats that all ticket stores share, whatever the backend."""
