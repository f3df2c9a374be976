"""The Pinecone emulator's data: namespaces of vectors that become visible only after a delay."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass
class Vectors:
    """Vectors by namespace and id. A write is visible `delay` seconds after it was acknowledged."""

    delay: float = 0.0
    _rows: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    _pending: list[tuple[float, str, str, dict[str, Any] | None]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def upsert(self, namespace: str, vectors: list[dict[str, Any]]) -> int:
        """Store; returns how many."""
        self._later([(namespace, vector["id"], vector | {"unit": unit(vector["values"])}) for vector in vectors])
        return len(vectors)

    def delete(self, namespace: str, ids: list[str] | None, condition: Mapping[str, Any] | None) -> None:
        """Remove ids, what matches a filter, or (neither given) the whole namespace."""
        rows = self.visible(namespace)
        if ids is None:
            ids = [key for key, row in rows.items() if condition is None or matches(row.get("metadata", {}), condition)]
        self._later([(namespace, key, None) for key in ids])

    def query(
        self, namespace: str, vector: list[float], limit: int, condition: Mapping[str, Any]
    ) -> list[tuple[float, dict[str, Any]]]:
        """(raw cosine, row) of the nearest visible rows, best first."""
        rows = [row for row in self.visible(namespace).values() if matches(row.get("metadata", {}), condition)]
        if not rows:
            return []
        cosines = np.stack([row["unit"] for row in rows]) @ unit(vector)
        best = np.argsort(-cosines, kind="stable")[:limit]
        return [(float(cosines[at]), rows[at]) for at in best]

    def visible(self, namespace: str) -> dict[str, dict[str, Any]]:
        """What a reader sees now."""
        with self._lock:
            now, waiting = time.monotonic(), []
            for due, space, key, row in self._pending:
                if due > now:
                    waiting.append((due, space, key, row))
                elif row is None:
                    self._rows.get(space, {}).pop(key, None)
                else:
                    self._rows.setdefault(space, {})[key] = row
            self._pending = waiting
            return dict(self._rows.get(namespace, {}))

    def namespaces(self) -> dict[str, int]:
        """Visible vectors per namespace."""
        self.visible("")
        return {name: len(rows) for name, rows in self._rows.items() if rows}

    def ids(self) -> dict[str, list[str]]:
        """Visible ids per namespace."""
        self.visible("")
        return {name: sorted(rows) for name, rows in self._rows.items() if rows}

    def clear(self) -> None:
        """An empty index."""
        with self._lock:
            self._rows.clear()
            self._pending.clear()

    def _later(self, changes: list[tuple[str, str, dict[str, Any] | None]]) -> None:
        due = time.monotonic() + self.delay
        with self._lock:
            self._pending += [(due, *change) for change in changes]


def wire(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as it was sent."""
    return {name: value for name, value in row.items() if name != "unit"}


def unit(vector: list[float]) -> Any:
    """The vector at length 1, so that a product is the raw cosine that the index's metric promises."""
    values = np.asarray(vector, dtype=np.float64)
    return values / (np.linalg.norm(values) or 1.0)


def matches(metadata: Mapping[str, Any], condition: Mapping[str, Any]) -> bool:
    """Pinecone's metadata filter language; a list value matches when it contains the operand."""
    for name, wanted in condition.items():
        if name in ("$and", "$or"):
            results = (matches(metadata, part) for part in wanted)
            if not (all(results) if name == "$and" else any(results)):
                return False
        elif not _field(metadata.get(name), wanted if isinstance(wanted, dict) else {"$eq": wanted}):
            return False
    return True


def _field(value: Any, operators: Mapping[str, Any]) -> bool:
    values = value if isinstance(value, list) else [value]
    tests: dict[str, Callable[[Any], bool]] = {
        "$eq": lambda operand: operand in values,
        "$ne": lambda operand: operand not in values,
        "$in": lambda operand: any(item in operand for item in values),
        "$nin": lambda operand: not any(item in operand for item in values),
        "$exists": lambda operand: (value is not None) == operand,
        "$gt": lambda operand: value is not None and value > operand,
        "$gte": lambda operand: value is not None and value >= operand,
        "$lt": lambda operand: value is not None and value < operand,
        "$lte": lambda operand: value is not None and value <= operand,
    }
    return all(tests[name](operand) for name, operand in operators.items())
