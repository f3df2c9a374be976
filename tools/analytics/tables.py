"""Columns of numbers side by side."""

from collections.abc import Mapping

import numpy as np

from tools.analytics.answers import Column


class Table:
    """Columns of the same length, to which rows are added or in which they are replaced."""

    def __init__(self, columns: Mapping[str, type[np.generic]]) -> None:
        self._kept: dict[str, Column] = {name: np.empty(0, kind) for name, kind in columns.items()}
        self.length = 0

    def __getitem__(self, name: str) -> Column:
        """Return one column."""
        return self._kept[name][: self.length]

    def passing(self, filters: Mapping[str, int]) -> Column:
        """Return, for each row, whether it has all these numbers."""
        passing = np.ones(self.length, np.bool_)
        for name, code in filters.items():
            passing &= self[name] == code
        return passing

    def put(self, places: Column, rows: Mapping[str, Column]) -> None:
        """Write rows at these places; places from `length` on are new."""
        if not len(places):
            return
        needed = int(places.max()) + 1
        for name, column in self._kept.items():
            if needed > len(column):
                column = np.concatenate([column, np.empty(max(needed - len(column), len(column)), column.dtype)])
                self._kept[name] = column
            column[places] = rows[name]
        self.length = max(self.length, needed)
