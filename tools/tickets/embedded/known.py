"""Fingerprints this process has lately seen on a live ticket: a hint that needs no read."""

from collections import OrderedDict

MAX_KNOWN = 8192


class Known:
    """A bounded set for the event loop's thread. It may be stale: `record` looks again inside its transaction."""

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[str, str], None] = OrderedDict()

    def __contains__(self, key: tuple[str, str]) -> bool:
        return key in self._seen

    def add(self, key: tuple[str, str]) -> None:
        """Remember (tenant, fingerprint)."""
        self._seen[key] = None
        if len(self._seen) > MAX_KNOWN:
            self._seen.popitem(last=False)

    def clear(self) -> None:
        """Some ticket was closed or regrouped."""
        self._seen.clear()
