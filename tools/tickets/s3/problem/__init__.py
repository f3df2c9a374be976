"""A problem as it is stored: its aliases, head, occurrences and jobs."""
