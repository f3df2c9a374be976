"""`DESTINATIONS_FILE`: read, checked, and kept up to date while the product runs."""
