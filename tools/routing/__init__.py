"""Reads and checks `DESTINATIONS_FILE`, and follows its changes while the product runs."""
