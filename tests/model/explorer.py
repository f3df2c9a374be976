"""Explores every interleaving of small programs over a store with atomic operations per key, crashes included.

A program is a generator that yields store operations and receives their answers. It is deterministic, so its state
is the list of answers it got: the explorer replays it. A crash forgets that list; the program starts again, as a
client's retry or a sweep would make it.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

Store = Mapping[str, Any]
Operation = Callable[[Store], tuple[Store, Any]]
Program = Callable[[], Generator[Operation, Any, Any]]
State = tuple[int, tuple[int, ...], int]
"""The numbers of a store and of each program's history, and how many crashes are left."""

LIMIT = 2_000_000


def get(key: str) -> Operation:
    """The value, or None."""
    return lambda store: (store, store.get(key))


def names(prefix: str) -> Operation:
    """A strongly consistent listing."""
    return lambda store: (store, tuple(sorted(key for key in store if key.startswith(prefix))))


def create(key: str, value: Any) -> Operation:
    """If-None-Match: True when this write made the object."""
    return lambda store: (store, False) if key in store else ({**store, key: value}, True)


def swap(key: str, old: Any, new: Any) -> Operation:
    """If-Match: True when the object still was `old`."""
    return lambda store: ({**store, key: new}, True) if store.get(key) == old else (store, False)


def put(key: str, value: Any) -> Operation:
    """An unconditional write."""
    return lambda store: ({**store, key: value}, True)


@dataclass(frozen=True)
class Final:
    """Where a run ended: the store and what each program returned."""

    store: Store
    results: tuple[Any, ...]


@dataclass(frozen=True)
class Exploration:
    """All distinct finals and the size of the state space."""

    finals: tuple[Final, ...]
    states: int


def explore(
    programs: list[Program], *, crashes: int = 0, before: Sequence[Program] = (), after: Sequence[Program] = ()
) -> Exploration:
    """Every interleaving of `programs` with at most `crashes` restarts, between `before` and `after`, run in order."""
    return _Explorer(programs, after).explore(_in_order({}, before), crashes)


class _Explorer:
    """Equal stores and equal histories are one object with one number: a state is compared by a few numbers."""

    def __init__(self, programs: Sequence[Program], after: Sequence[Program]) -> None:
        self._programs = programs
        self._after = after
        self._stores: dict[tuple[Any, ...], int] = {}
        self._store_of: list[Store] = []
        self._histories: dict[tuple[Any, ...], int] = {}
        self._history_of: list[tuple[Any, ...]] = []
        self._step = cache(self._replayed)
        self._ended = cache(self._end_of)

    def explore(self, store: Store, crashes: int) -> Exploration:
        start = (self._store(store), (self._history(()),) * len(self._programs), crashes)
        seen, queue, finals = {start}, [start], dict[str, Final]()
        while queue:
            state = queue.pop()
            moves = self._moves(*state)
            if not moves:
                final = self._final(*state[:2])
                finals[repr((sorted(final.store.items()), final.results))] = final
            fresh = [move for move in dict.fromkeys(moves) if move not in seen]
            seen.update(fresh)
            queue += fresh
            assert len(seen) < LIMIT, "the state space is larger than this machine should explore"
        return Exploration(tuple(finals.values()), len(seen))

    def _moves(self, store: int, histories: tuple[int, ...], left: int) -> list[State]:
        moves = []
        for index, history in enumerate(histories):
            operation, _ = self._step(index, history)
            if operation is None:
                continue
            changed, answer = operation(self._store_of[store])
            after = store if changed is self._store_of[store] else self._store(changed)
            told = self._history_of[history]
            moves.append((after, _with(histories, index, self._history((*told, answer))), left))
            if left and told:
                forgotten = _with(histories, index, self._history(()))
                moves.append((store, forgotten, left - 1))
                moves.append((after, forgotten, left - 1))  # applied, but the answer was lost
        return moves

    def _final(self, store: int, histories: tuple[int, ...]) -> Final:
        results = tuple(self._step(index, history)[1] for index, history in enumerate(histories))
        return Final(self._ended(store), results)

    def _replayed(self, index: int, history: int) -> tuple[Operation | None, Any]:
        return _replay(self._programs[index], self._history_of[history])

    def _end_of(self, store: int) -> Store:
        return _in_order(self._store_of[store], self._after)

    def _store(self, store: Store) -> int:
        return _number(tuple(sorted(store.items())), store, self._stores, self._store_of)

    def _history(self, history: tuple[Any, ...]) -> int:
        return _number(history, history, self._histories, self._history_of)


def _number(key: tuple[Any, ...], value: Any, numbers: dict[tuple[Any, ...], int], values: list[Any]) -> int:
    number = numbers.setdefault(key, len(values))
    if number == len(values):
        values.append(value)
    return number


def _with(histories: tuple[int, ...], index: int, history: int) -> tuple[int, ...]:
    return (*histories[:index], history, *histories[index + 1 :])


def _replay(program: Program, history: tuple[Any, ...]) -> tuple[Operation | None, Any]:
    """The next operation, or (None, result) when the program has ended."""
    running = program()
    try:
        operation = next(running)
        for answer in history:
            operation = running.send(answer)
    except StopIteration as end:
        return None, end.value
    return operation, None


def _in_order(store: Store, programs: Sequence[Program]) -> Store:
    for program in programs:
        history: tuple[Any, ...] = ()
        while (step := _replay(program, history)[0]) is not None:
            store, answer = step(store)
            history = (*history, answer)
    return store
