"""The inputs of a reader beside the document itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from tools.inbound.fields import Fields
from tools.inbound.signal import Fired, Signals


@dataclass(frozen=True, slots=True)
class Given:
    """The request of a document, and the settings of its key.

    `headers` have lower-case names. `now` is the arrival in epoch seconds. `mapping` has the key's own JMESPath per
    field. `min_severity` is the OpenTelemetry number from which log records are reports (17: ERROR). `is_stream` says
    that the document is one of many. `inner` reads the content of an envelope, whichever sender it is from. `known` has
    alerts that were read before, without secrets, by `Fired.told_by`; they need not be read again.
    """

    now: float
    headers: Mapping[str, str] = field(default_factory=dict)
    mapping: Mapping[str, str] = field(default_factory=dict)
    is_stream: bool = False
    min_severity: int = 17
    inner: Callable[[object], Signals] = lambda _: ()
    known: Mapping[bytes, Fired] = field(default_factory=dict)


# Reads one object. An empty result means that the shape is not this sender's.
Reader: TypeAlias = Callable[[Fields, Given], Signals]
