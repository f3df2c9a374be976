"""Reads the destinations from the file. A spec's fields are its keys, so a new type needs no code here."""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from typing import TypeAlias, get_type_hints

from tools.notify.specs import TYPES, AnySpec, JiraFields, Secret
from tools.routing import values
from tools.routing.checks import check
from tools.routing.faults import Faults, nearest
from tools.routing.toml_lines import Path
from tools.routing.values import TomlValue

Read: TypeAlias = object
"""A field's value; the field's annotation gives its type."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_ENV = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class _Key:
    """A key of the file, the field it is read into, and its reader."""

    key: str
    field: str
    read: Callable[[TomlValue], Read]
    required: bool


class SpecReader:
    """Reads `[[destination]]` tables, one at a time."""

    def __init__(self, faults: Faults, environment: Mapping[str, str] | None) -> None:
        """`environment` None: secrets are not looked up and stay empty."""
        self._faults = faults
        self._environment = environment

    def read(self, stored: Mapping[str, TomlValue], path: Path) -> AnySpec | None:
        """Read one destination; None if it has problems, which are added to the faults."""
        before = len(self._faults.found)
        type_ = self._type(stored, path)
        name = stored.get("name")
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            why = "a name is needed: letters, digits and _ . -, at most 64"
            self._faults.add((*path, "name") if "name" in stored else path, why)
        if type_ is None:
            return None
        found = self._fields(stored, path, type_)
        if len(self._faults.found) > before:
            return None
        make: Callable[..., AnySpec] = type_
        spec = make(**found)
        for key, problem in check(spec):
            self._faults.add((*path, key) if key in stored else path, problem)
        return spec if len(self._faults.found) == before else None

    def _type(self, stored: Mapping[str, TomlValue], path: Path) -> type[AnySpec] | None:
        word = stored.get("type")
        if isinstance(word, str) and word in TYPES:
            return TYPES[word]
        if word is None:
            self._faults.add(path, f"`type` is missing: {', '.join(sorted(TYPES))}")
        else:
            self._faults.add((*path, "type"), f"there is no type {str(word)[:40]!r}{nearest(str(word), TYPES)}")
        return None

    def _fields(self, stored: Mapping[str, TomlValue], path: Path, type_: type[AnySpec]) -> dict[str, Read]:
        known = {each.key: each for each in self._keys(type_)}
        for key in stored:
            if key != "type" and key not in known:
                self._refuse(key, path, known)
        found: dict[str, Read] = {}
        for key, each in known.items():
            if key not in stored:
                if each.required:
                    self._faults.add(path, f"`{key}` is missing")
                continue
            try:
                found[each.field] = each.read(stored[key])
            except ValueError as error:
                self._faults.add((*path, key), str(error))
        return found

    def _refuse(self, key: str, path: Path, known: Mapping[str, _Key]) -> None:
        """Add a fault for an unknown key, or for a secret in the file itself; its value is not repeated."""
        if f"{key}_env" in known:
            why = f"secrets may not be in the file: put it into an environment variable and name that in `{key}_env`"
            self._faults.add((*path, key), why)
        else:
            self._faults.unknown((*path, key), [*known, "type"])

    def _keys(self, type_: type[AnySpec]) -> list[_Key]:
        hints = get_type_hints(type_)
        return [self._key(each, hints[each.name]) for each in fields(type_)]

    def _key(self, field: "Field[Read]", hint: object) -> _Key:
        readers: dict[object, Callable[[TomlValue], Read]] = {
            str: values.text,
            int: values.number,
            bool: values.truth,
            tuple[str, ...]: values.texts,
            Mapping[str, str]: _plain_table,
            JiraFields: values.table,
            Secret: self._secret,
            Secret | None: self._secret,
            tuple[Secret, ...]: self._secrets,
        }
        holds_secret = hint in (Secret, Secret | None, tuple[Secret, ...])
        key = str(field.metadata.get("key", f"{field.name}_env" if holds_secret else field.name))
        required = field.default is MISSING and field.default_factory is MISSING
        return _Key(key, field.name, readers[hint], required)

    def _secret(self, value: TomlValue) -> Secret:
        name = values.text(value)
        if not _ENV.fullmatch(name):
            raise ValueError("the name of an environment variable is needed, not a secret itself")
        if self._environment is None:
            return Secret(name, "")
        if not self._environment.get(name):
            raise ValueError(f"the environment variable {name} is not set")
        return Secret(name, self._environment[name])

    def _secrets(self, value: TomlValue) -> tuple[Secret, ...]:
        return tuple(map(self._secret, values.texts(value)))


def _plain_table(value: TomlValue) -> Mapping[str, str]:
    return {name: values.text(each) for name, each in values.table(value).items()}
