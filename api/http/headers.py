"""Reads request headers on the hot path."""

from starlette.requests import Request


def header(request: Request, name: bytes) -> str | None:
    """Return a header's first value; `name` is in lower case.

    `request.headers` takes 3 µs to find that there is none.
    """
    for key, value in request.scope["headers"]:
        if key == name:
            text: str = value.decode("latin-1")
            return text
    return None
