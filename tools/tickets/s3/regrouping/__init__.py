"""Problems put together and parted: merges by machine or person, splits, and the moves of occurrences they mean."""
