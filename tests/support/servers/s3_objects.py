"""The strict double's objects: one lock per key, conditional writes decided and applied under it."""

import bisect
import hashlib
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass


class ConditionFailed(Exception):
    """If-None-Match or If-Match did not hold (412)."""


class NoSuchKey(Exception):
    """If-Match on a key that does not exist (404)."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One version of an object."""

    body: bytes
    etag: str
    modified: float


class Objects:
    """A bucket in memory. Reads and writes of one key are linearisable; a listing sees every finished write."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._objects: dict[str, Stored] = {}
        self._names: list[str] = []
        self._names_lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = defaultdict(threading.Lock)
        self._locks_guard = threading.Lock()

    def copy(self, clock: Callable[[], float]) -> "Objects":
        """Another bucket that holds the same, with a clock of its own."""
        other = Objects(clock)
        other._objects, other._names = dict(self._objects), list(self._names)
        return other

    def get(self, key: str) -> Stored | None:
        """The current version."""
        return self._objects.get(key)

    def put(self, key: str, body: bytes, *, none_match: bool = False, match: str | None = None) -> str:
        """Write under the key's lock. Returns the new ETag; raises ConditionFailed or NoSuchKey."""
        with self._lock(key):
            self._check(key, none_match=none_match, match=match)
            # The time is part of the ETag: two writes of one body are two versions, as strict as a client may meet.
            etag = f'"{hashlib.md5(body + repr(time.monotonic_ns()).encode()).hexdigest()}"'
            with self._names_lock:
                if key not in self._objects:
                    bisect.insort(self._names, key)
                self._objects[key] = Stored(body, etag, self._clock())
            return etag

    def delete(self, key: str, *, match: str | None = None) -> None:
        """Remove it; deleting nothing succeeds, as S3 does."""
        with self._lock(key):
            self._check(key, none_match=False, match=match)
            with self._names_lock:
                if self._objects.pop(key, None) is not None:
                    del self._names[bisect.bisect_left(self._names, key)]

    def names(self, prefix: str, after: str, limit: int) -> tuple[list[tuple[str, Stored]], bool]:
        """Names with the prefix after `after`, in order, and whether there are more."""
        with self._names_lock:
            start = max(bisect.bisect_left(self._names, prefix), bisect.bisect_right(self._names, after))
            found = []
            for name in self._names[start : start + limit + 1]:
                if not name.startswith(prefix):
                    break
                found.append((name, self._objects[name]))
        return found[:limit], len(found) > limit

    def clear(self) -> None:
        """An empty bucket."""
        with self._names_lock:
            self._objects.clear()
            self._names.clear()

    def _check(self, key: str, *, none_match: bool, match: str | None) -> None:
        current = self._objects.get(key)
        if none_match and current is not None:
            raise ConditionFailed(key)
        if match is not None and current is None:
            raise NoSuchKey(key)
        if match is not None and current is not None and match.strip('"') != current.etag.strip('"'):
            raise ConditionFailed(key)

    def _lock(self, key: str) -> threading.Lock:
        with self._locks_guard:
            return self._locks[key]
