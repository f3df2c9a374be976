"""Explores every interleaving of small programs over a store with atomic operations per key, crashes included.

A program is a generator that yields store operations and receives their answers. It is deterministic, so its state
is the list of answers it got: the explorer replays it. A crash forgets that list; the program starts again, as a
client's retry or a sweep would make it.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Store = Mapping[str, Any]
Operation = Callable[[Store], tuple[Store, Any]]
Program = Callable[[], Generator[Operation, Any, Any]]
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
    store = _in_order({}, before)
    start = _state(store, tuple(() for _ in programs), 0, (), crashes)
    seen, queue, finals = {start}, [start], {}
    while queue:
        items, histories, left = queue.pop()
        moves = list(_moves(programs, dict(items), histories, left))
        if not moves:
            final = _finish(programs, dict(items), histories, after)
            finals[repr((sorted(final.store.items()), final.results))] = final
        for move in moves:
            if move not in seen:
                seen.add(move)
                queue.append(move)
        assert len(seen) < LIMIT, "the state space is larger than this machine should explore"
    return Exploration(tuple(finals.values()), len(seen))


def _moves(programs: list[Program], store: Store, histories: Any, left: int) -> Any:
    for index, (program, history) in enumerate(zip(programs, histories, strict=True)):
        operation, _ = _replay(program, history)
        if operation is None:
            continue
        after, answer = operation(store)
        yield _state(after, histories, index, (*history, answer), left)
        if left and history:
            yield _state(store, histories, index, (), left - 1)
            yield _state(after, histories, index, (), left - 1)  # applied, but the answer was lost


def _state(store: Store, histories: Any, index: int, history: Any, left: int) -> tuple[Any, ...]:
    changed = (*histories[:index], history, *histories[index + 1 :])
    return tuple(sorted(store.items())), changed, left


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


def _finish(programs: list[Program], store: Store, histories: Any, after: Sequence[Program]) -> Final:
    results = tuple(_replay(program, history)[1] for program, history in zip(programs, histories, strict=True))
    return Final(_in_order(store, after), results)


def _in_order(store: Store, programs: Sequence[Program]) -> Store:
    for program in programs:
        history: tuple[Any, ...] = ()
        while (step := _replay(program, history)[0]) is not None:
            store, answer = step(store)
            history = (*history, answer)
    return store
