"""Where a command works: on this machine's DATA_DIR, or on a server through HTTP."""
