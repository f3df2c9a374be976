"""The role of a field by the last part of its name; it is the same for all senders, because they share the words."""

from functools import lru_cache

from tools import deferred_re as re
from tools.text.reading.parts import Field, Role
from tools.text.words.fields import kinds, named

_SQUEEZE = re.compile(r"[^a-z0-9]")


def _by_spelling() -> dict[str, tuple[Role, str]]:
    found = {word: (Role.BROKEN, kind) for word, kind in kinds("broken").items()}
    for role, words in ((Role.ALERT, named("alert")), (Role.SEVERITY, named("severity")), (Role.WHEN, named("when"))):
        for word in words:
            found.setdefault(word, (role, ""))
    return {**{word: (Role.WHERE, kind) for word, kind in kinds("where").items()}, **found}


_ROLES = _by_spelling()


@lru_cache(maxsize=4_096)
def squeezed(name: str) -> str:
    """`Host_Name` and `host.name` → "hostname"."""
    return _SQUEEZE.sub("", name.lower())


def field_of(name: str, value: str) -> Field:
    """The field with its role; an unknown field is context."""
    role, kind = _ROLES.get(squeezed(name), (Role.CONTEXT, ""))
    return Field(name, value, role, kind)


def identity_keys() -> frozenset[str]:
    """The squeezed names of all fields that name the failing thing or its place."""
    return frozenset(name for name, (role, _) in _ROLES.items() if role in (Role.BROKEN, Role.WHERE))
