"""A problem as stored: its aliases, its head, its occurrences and its outstanding work."""
