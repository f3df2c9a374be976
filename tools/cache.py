"""A bounded cache, and a way to drop all cached texts at once."""

import sys
from collections import OrderedDict
from contextlib import suppress
from typing import Any, TypeVar
from weakref import WeakValueDictionary

K = TypeVar("K")
V = TypeVar("V")
_OURS = ("tools.", "agents.", "graph.", "api.")


class BoundedCache(OrderedDict[K, V]):
    """A dictionary of at most `limit` items: when one more is put in, the one put in longest ago is forgotten.

    A key that is put again keeps its place; `move_to_end` after a read makes the cache forget the least recently used.
    Reading is the dictionary's own (about 30 ns; `cachetools` takes 200), because every report reads several of them.
    """

    def __init__(self, limit: int, *, texts: bool = False) -> None:
        """`texts`: it holds what somebody said, and is emptied when a text is erased."""
        super().__init__()
        self.limit = limit
        if texts:
            _WITH_TEXTS[id(self)] = self

    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        if len(self) > self.limit:
            with suppress(KeyError):  # it was emptied meanwhile
                self.popitem(last=False)


_WITH_TEXTS: WeakValueDictionary[int, OrderedDict[Any, Any]] = WeakValueDictionary()


def forget_texts() -> None:
    """Empty every cache that holds texts, and what pure functions remember of their last arguments."""
    for cache in list(_WITH_TEXTS.values()):
        cache.clear()
    for name, module in list(sys.modules.items()):
        if name.startswith(_OURS):
            for value in list(vars(module).values()):
                parameters = getattr(value, "cache_parameters", None)
                # Those with one place or without a bound hold tables of ours.
                if parameters is not None and (parameters()["maxsize"] or 0) > 1:
                    value.cache_clear()
