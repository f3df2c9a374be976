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
_ALERT_NAMES = frozenset(named("names"))
# `sensorName`, `kiln_name`: whatever the noun is, it is named; but not people, and not what each run or file names.
_NAMED_THING = re.compile(
    r"(?!.*(?:user|author|owner|sender|contact|team|group|organi[sz]ation|org|workspace|first|last|nick|full|display|file"
    r"|class|logger|thread|image|run|build|branch|session|request|event|type|model|vendor|product|channel|receiver"
    r"|template|policy|rule|alert|alarm)name)[a-z]{3,30}name"
)


@lru_cache(maxsize=4_096)
def squeezed(name: str) -> str:
    """`Host_Name` and `host.name` → "hostname"."""
    return _SQUEEZE.sub("", name.lower())


def field_of(name: str, value: str) -> Field:
    """The field with its role; an unknown field is context."""
    key = squeezed(name)
    role, kind = _ROLES.get(key) or ((Role.BROKEN, key) if names_a_thing(key) else (Role.CONTEXT, ""))
    return Field(name, value, role, kind)


@lru_cache(maxsize=4_096)
def names_a_thing(key: str) -> bool:
    """True for a squeezed name that ends in "name" after the noun of a thing, and is no alert's."""
    return key[-4:] == "name" and key not in _ALERT_NAMES and bool(_NAMED_THING.fullmatch(key))


def identity_keys() -> frozenset[str]:
    """The squeezed names of all fields that name the failing thing or its place."""
    return frozenset(name for name, (role, _) in _ROLES.items() if role in (Role.BROKEN, Role.WHERE))
