"""The names that senders and shippers give to their fields: `fields.txt` by section, in its order."""

from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def _sections() -> dict[str, tuple[str, ...]]:
    sections: dict[str, tuple[str, ...]] = {}
    name = ""
    for line in (files("tools.text.words") / "fields.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
        elif not line.startswith("#"):
            sections[name] = (*sections.get(name, ()), *line.split())
    return sections


def named(section: str) -> tuple[str, ...]:
    """The words of one section, in order."""
    return _sections()[section]


def ranked(section: str) -> dict[str, int]:
    """Word → its rank; the field with the lowest one is used."""
    return {word: place for place, word in enumerate(named(section))}


def kinds(role: str) -> dict[str, str]:
    """Word → kind, of all sections `role kind`."""
    return {
        word: section.partition(" ")[2]
        for section in reversed(_sections())
        if section.startswith(f"{role} ")
        for word in named(section)
    }
