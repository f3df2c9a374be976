"""Spans. This module does not import OpenTelemetry; without tracing, a span costs nothing.

A span begins a trace (`Tracing.root`) or is a child of the one that is open in this task. It carries only our names,
counts and ids: never a text, a prompt, a token, a path or a query.
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
    """The kind of a span, as in OpenTelemetry."""

    INTERNAL = "internal"
    SERVER = "server"
    CLIENT = "client"
    PRODUCER = "producer"
    CONSUMER = "consumer"


class Span(Protocol):
    """One recorded span."""

    @property
    def trace_id(self) -> str:
        """32 hexadecimal digits."""
        ...

    @property
    def traceparent(self) -> str:
        """The header value with which another process continues the trace."""
        ...

    def child(self, name: str, kind: Kind, attributes: Attributes) -> "Span":
        """Start a child span."""
        ...

    def rename(self, name: str) -> None:
        """Change the name, since the final one may be known only at the end."""
        ...

    def set(self, name: str, value: Attribute) -> None:
        """Set an attribute."""
        ...

    def fail(self, kind: str) -> None:
        """Mark it as failed; `kind` is one of a few words, never a message."""
        ...

    def end(self) -> None:
        """End it now."""
        ...


_open: ContextVar[Span | None] = ContextVar("span", default=None)


def current() -> Span | None:
    """The span that is open in this task; None without tracing."""
    return _open.get()


def trace_id() -> str:
    """The id of this task's trace; empty without tracing."""
    found = _open.get()
    return "" if found is None else found.trace_id


class Entered:
    """A context manager that keeps a span open for its block; does nothing for None."""

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
"""Used without tracing; may be entered any number of times."""


def span(name: str, kind: Kind = Kind.INTERNAL, attributes: Attributes | None = None) -> Entered:
    """A child of the open span, for `with`."""
    parent = _open.get()
    return NOTHING if parent is None else Entered(parent.child(name, kind, attributes or {}))


def spanned(name: str) -> Callable[[Callable[P, Awaitable[T]]], Callable[P, Coroutine[Any, Any, T]]]:
    """A decorator that makes each call of a coroutine function a child of the open span."""

    def around(work: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[Any, Any, T]]:
        @functools.wraps(work)
        async def within(*args: P.args, **kwargs: P.kwargs) -> T:
            if _open.get() is None:
                return await work(*args, **kwargs)
            with span(name):
                return await work(*args, **kwargs)

        return within

    return around
