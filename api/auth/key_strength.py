"""Requirements for a signing key, wherever it comes from."""

MIN_SECRET_BYTES = 32
"""RFC 7518 §3.2: an HS256 key must be at least as long as the hash output."""

_LEAST_DIFFERENT = 10
_PLACEHOLDERS = (
    "change",
    "your-",
    "your_",
    "example",
    "placeholder",
    "secret-key",
    "insert",
    "replace",
    "todo",
    "xxxx",
    "<",
)


def too_weak(secret: str) -> bool:
    """True for a key that could be guessed."""
    return len(secret.encode()) < MIN_SECRET_BYTES or len(set(secret)) < _LEAST_DIFFERENT


def is_placeholder(value: str, *, surely: bool = False) -> bool:
    """True for placeholders from examples. `surely` uses only marks too long to occur in a random key."""
    return any(mark in value.lower() for mark in _PLACEHOLDERS if not surely or len(mark) > 5)
