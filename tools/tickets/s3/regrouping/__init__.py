"""Merges by a match or a person, splits, and the moves of occurrences that follow."""
