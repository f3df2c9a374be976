"""A problem as stored: the aliases that lead to it, the head that changes, the occurrences that add up, what is owed."""
