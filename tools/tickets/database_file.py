"""The embedded store's file, for those who look for it without loading the store."""

DATABASE = "incidents.db"
"""Its name in DATA_DIR; SQLite's log beside it ends in `-wal`."""
