"""Log lines from templates: every `{slot}` gets a value, and the system's own header precedes the message."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from types import MappingProxyType

from evals.public import read_lines

HERE = Path(__file__).parent
FIRST = datetime(2017, 6, 3, 9, 0, 0, tzinfo=UTC)
NOTHING_KNOWN: Mapping[str, str] = MappingProxyType({})
_SLOT = re.compile(r"\{([^{}]+)\}")
_POD_LETTERS = "bcdfghjklmnpqrstvwxz2456789"
"""The characters that Kubernetes uses in random parts of names."""


def _hex(draw: Random, digits: int) -> str:
    return f"{draw.getrandbits(4 * digits):0{digits}x}"


def _uuid(draw: Random) -> str:
    return "-".join(_hex(draw, digits) for digits in (8, 4, 4, 4, 12))


def _card(draw: Random) -> str:
    """Return a compute card by rack, midplane, node card, chip and unit."""
    return f"R{draw.randrange(78):02d}-M{draw.randrange(2)}-N{_hex(draw, 1).upper()}-C:J{draw.randrange(2, 18):02d}-U11"


SLOTS: Mapping[str, Callable[[Random], str]] = {
    "digit": lambda draw: str(draw.randrange(9)),
    "number": lambda draw: str(draw.randrange(2, 99)),
    "count": lambda draw: str(draw.randrange(1_000, 9_999_999)),
    "decimal": lambda draw: f"{draw.randrange(40)}.{draw.randrange(10, 99)}",
    "millis": lambda draw: f"{draw.randrange(1_000):03d}",
    "micros": lambda draw: f"{draw.randrange(1_000_000):06d}",
    "time": lambda draw: f"{draw.randrange(24):02d}:{draw.randrange(60):02d}:{draw.randrange(60):02d}",
    "hex": lambda draw: _hex(draw, 7),
    "hex8": lambda draw: _hex(draw, 8),
    "hex16": lambda draw: _hex(draw, 16),
    "hex32": lambda draw: _hex(draw, 32),
    "uuid": _uuid,
    "guid": lambda draw: f"{{{_uuid(draw)}}}",
    "mac": lambda draw: ":".join(_hex(draw, 2) for _ in range(6)),
    "ip": lambda draw: ".".join(str(draw.randrange(1, 255)) for _ in range(4)),
    "port": lambda draw: str(draw.randrange(1_025, 65_535)),
    "pid": lambda draw: str(draw.randrange(1_000, 30_000)),
    "user": lambda draw: draw.choice(("webmaster", "admin", "oracle", "test", "guest", "ftpuser", "chen", "1234")),
    "path": lambda draw: draw.choice(("/var/www/html/", "/var/www/html/scripts", "/usr/local/apache/htdocs/awstats")),
    "node": lambda draw: f"node-{draw.randrange(256)}",
    "card": _card,
    "rs": lambda draw: "".join(draw.choices(_POD_LETTERS, k=10)),
    "pod": lambda draw: "".join(draw.choices(_POD_LETTERS, k=5)),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A raw line as its system writes it, and the message in it."""

    raw: str
    message: str


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of message of one system, and how that system begins its lines; `name` is unique over all systems."""

    name: str
    system: str
    fields: Mapping[str, str]
    dress: Mapping[str, str]

    @property
    def words(self) -> frozenset[str]:
        """The words in every line of the template."""
        return words_of(self.fields["template"])

    def line(self, draw: Random, seconds: float) -> Line:
        """Return a line with fresh values, `seconds` after the first one."""
        moment = FIRST + timedelta(seconds=seconds)
        message = filled(self.fields["template"], draw)
        known = {
            "level": self.fields["level"],
            "component": filled(self.fields["component"], draw),
            "tag": self.fields.get("tag", ""),
            "epoch": str(int(moment.timestamp())),
            "host": filled(self.dress["host"], draw),
            "message": message,
        }
        return Line(filled(moment.strftime(self.dress["header"]), draw, known), message)


def words_of(template: str) -> frozenset[str]:
    """Return the words outside the slots."""
    return frozenset(re.findall(r"[A-Za-z]{2,}", _SLOT.sub(" ", template)))


def filled(text: str, draw: Random, known: Mapping[str, str] = NOTHING_KNOWN, moment: datetime = FIRST) -> str:
    """Replace every `{slot}`, `{one|or|another}` and `{%strftime}` with a value; keep braces around anything else."""

    def value(slot: re.Match[str]) -> str:
        name: str = slot[1]
        if name in known:
            return known[name]
        if name.startswith("%"):
            return moment.strftime(name)
        if "|" in name and '"' not in name:
            return draw.choice(name.split("|"))
        return SLOTS[name](draw) if name in SLOTS else f"{{{name}}}"

    return _SLOT.sub(value, text)


def read_templates() -> list[Template]:
    """Return all templates, in file order."""
    dresses = {row["system"]: row for row in read_lines(HERE / "headers.jsonl")}
    return [
        Template(f"{row['system']}/{number}", row["system"], row, dresses[row["system"]])
        for number, row in enumerate(read_lines(HERE / "systems.jsonl"), start=1)
    ]
