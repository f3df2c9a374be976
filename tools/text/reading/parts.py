"""The result of reading a text: the layers that were stripped, and one part for each alert or message in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tools.nouns.quick import quick_dataclass


class Role(StrEnum):
    """What a field of a notification or record is for."""

    BROKEN = "broken"
    """Names the thing that is in trouble: host, device, workload, queue, dependency."""
    WHERE = "where"
    """Environment, cluster, namespace, region, tenant."""
    SEVERITY = "severity"
    WHEN = "when"
    ALERT = "alert"
    """Which alert or rule it is."""
    CONTEXT = "context"


@dataclass(frozen=True, slots=True)
class Field:
    """A field that a layer held; `kind` is one word for all its spellings ("host" for node, server, instance)."""

    name: str
    value: str
    role: Role
    kind: str = ""


@quick_dataclass(frozen=True, slots=True)
class Part:
    """One thing told: a log message, one alert of a notification, a crash.

    `text` is the header-free message, one sentence or line per line; `telling` are fields of a record that say how it
    went (`status=503`); `entities` what structure or trace found; `severity` is the word as the sender wrote it;
    `called`: a monitor wrote it for people, which its prefix ("[FIRING:1]") or its fields show.
    """

    text: str
    component: str = ""
    level: str = ""
    telling: str = ""
    fields: tuple[Field, ...] = ()
    entities: Mapping[str, Sequence[str]] = field(default_factory=dict)
    severity: str = ""
    recovered: bool = False
    called: bool = False


@quick_dataclass(frozen=True, slots=True)
class Reading:
    """The layers taken off, outermost first, and the parts in the order of the text; never empty."""

    parts: tuple[Part, ...]
    layers: tuple[str, ...] = ()
