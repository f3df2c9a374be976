"""Spans: what happens within what. Nothing of OpenTelemetry is imported here; where nothing is traced, a span is free.

A span begins a trace (`Tracing.root`) or stands within the one that is open in this task. It carries names, counts and
ids of ours: never a text, a prompt, a token, a path or a query.
"""

import functools
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextvars import ContextVar, Token
from enum import Enum
from types import TracebackType
from typing import Any, ParamSpec, Protocol, TypeAlias, TypeVar

Attribute: TypeAlias = str | int | float | bool
Attributes: TypeAlias = Mapping[str, Attribute]
P = ParamSpec("P")
T = TypeVar("T")


class Kind(Enum):
    """On which side of a call a span stands."""

    INTERNAL = "internal"
    SERVER = "server"
    CLIENT = "client"
    PRODUCER = "producer"
    CONSUMER = "consumer"


class Span(Protocol):
    """One span that is recorded."""

    @property
    def trace_id(self) -> str:
        """32 hexadecimal digits."""
        ...

    @property
    def traceparent(self) -> str:
        """What lets another process go on with the trace."""
        ...

    def child(self, name: str, kind: Kind, attributes: Attributes) -> "Span":
        """A span within this one, begun now."""
        ...

    def rename(self, name: str) -> None:
        """Call it otherwise: what it is about may be known only at its end."""
        ...

    def set(self, name: str, value: Attribute) -> None:
        """Say more about it."""
        ...

    def fail(self, kind: str) -> None:
        """It went wrong; `kind` is one of few words, never a message."""
        ...

    def end(self) -> None:
        """It is over now."""
        ...


_open: ContextVar[Span | None] = ContextVar("span", default=None)


def current() -> Span | None:
    """The span that is open in this task; None where nothing is traced."""
    return _open.get()


def trace_id() -> str:
    """The trace that this task belongs to; empty where nothing is traced."""
    found = _open.get()
    return "" if found is None else found.trace_id


class Entered:
    """A span that is open for as long as the block lasts; None: nothing is."""

    __slots__ = ("_span", "_token")

    def __init__(self, span: Span | None) -> None:
        self._span = span
        self._token: Token[Span | None] | None = None

    def __enter__(self) -> Span | None:
        if self._span is not None:
            self._token = _open.set(self._span)
        return self._span

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._span is not None and self._token is not None:
            _open.reset(self._token)
            if kind is not None:
                self._span.fail(kind.__name__)
            self._span.end()


NOTHING = Entered(None)
"""Where nothing is traced; may be entered any number of times."""


def span(name: str, kind: Kind = Kind.INTERNAL, attributes: Attributes | None = None) -> Entered:
    """A span within the open one, for `with`."""
    parent = _open.get()
    return NOTHING if parent is None else Entered(parent.child(name, kind, attributes or {}))


def spanned(name: str) -> Callable[[Callable[P, Awaitable[T]]], Callable[P, Coroutine[Any, Any, T]]]:
    """Each call of a coroutine function is a span within the open one."""

    def around(work: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[Any, Any, T]]:
        @functools.wraps(work)
        async def within(*args: P.args, **kwargs: P.kwargs) -> T:
            if _open.get() is None:
                return await work(*args, **kwargs)
            with span(name):
                return await work(*args, **kwargs)

        return within

    return around
