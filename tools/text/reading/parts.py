"""The result of reading a text: the layers that were removed, and one part per alert or message in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tools.nouns.quick import quick_dataclass


class Role(StrEnum):
    """What a field of a notification or record is for."""

    BROKEN = "broken"
    """Names the failing thing: host, device, workload, queue, dependency."""
    WHERE = "where"
    """Environment, cluster, namespace, region, tenant."""
    SEVERITY = "severity"
    WHEN = "when"
    ALERT = "alert"
    """Names the alert or rule."""
    CONTEXT = "context"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a layer; `kind` is one word for all its spellings ("host" for node, server, instance)."""

    name: str
    value: str
    role: Role
    kind: str = ""


@quick_dataclass(frozen=True, slots=True)
class Part:
    """One message, alert or crash.

    `text` is the message without its header, one sentence or line per line; `telling` are fields of a record that state
    the outcome (`status=503`); `entities` were found by structure or trace; `severity` is the word as the sender wrote
    it; `called`: a monitor wrote it for people, as its prefix ("[FIRING:1]") or its fields show.
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
    """The removed layers, outermost first, and the parts in the order of the text; never empty."""

    parts: tuple[Part, ...]
    layers: tuple[str, ...] = ()
