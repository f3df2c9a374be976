"""An alert of a known sender as a part: pasted or posted, the same texts and fields describe it."""

from collections.abc import Mapping

from tools.inbound.signal import Acted, Fired, Recovered, Signal, without_authority
from tools.text.reading.alerts import LIKELY, identity_of
from tools.text.reading.leaves import Leaves, leaf
from tools.text.reading.parts import Field, Part, Role
from tools.text.reading.roles import field_of, squeezed
from tools.text.words.fields import named

# Log records of any shipper: the place of writing is no identity.
LOGS = frozenset({"otlp"})
_ALERT_NAMES = (*named("names")[:11], "reason")
_LEVELS = frozenset({"level", "lvl", "levelname", "log.level", "severity_text"})
_TELLING = LIKELY | {*_ALERT_NAMES}
_LABELS, _GROUPED = ("labels",), ("grouplabels",)


def parts_of_sender(value: object) -> list[Part]:
    """The alerts in a parsed body whose shape names its sender; empty for any other body and for one without alerts."""
    if isinstance(value, dict) and _is_record(value):
        return []
    from tools.inbound.reader import Given
    from tools.inbound.registry import SENDERS, read_parsed, recognise  # all readers of all senders

    name = recognise(value)
    if name is None or name in LOGS:
        return []
    signals = read_parsed(SENDERS[name], value, Given(0.0)).signals
    return [part for part in map(part_of_signal, signals) if part is not None]


def _is_record(value: Mapping[object, object]) -> bool:
    """True for a flat object with a level, as loggers write it: it is no sender's, and the most frequent kind."""
    return not _LEVELS.isdisjoint(value) and not any(isinstance(item, dict | list) for item in value.values())


def part_of_signal(signal: Signal) -> Part | None:
    """The part of a fired or recovered alert; None for anything else. Its text may have layers of its own."""
    if isinstance(signal, Acted):
        signal = without_authority(signal)
    if not isinstance(signal, Fired | Recovered):
        return None
    severity = signal.severity.name if isinstance(signal, Fired) and signal.severity else ""
    over = isinstance(signal, Recovered)
    return Part(_sentences(signal), fields=_fields(signal), severity=severity, recovered=over, called=True)


def _sentences(signal: Fired | Recovered) -> str:
    """The text with the name on a line of its own."""
    rest = signal.text.removeprefix(f"{signal.headline}: ")
    return f"{signal.headline}\n{rest}" if signal.headline and len(rest) < len(signal.text) else signal.text


def _host(signal: Fired | Recovered) -> str:
    """The host, unless a label shows that it is a workload's pod: then only the workload is identity."""
    pods = (value for name, value in signal.labels.items() if field_of(name, value).kind == "workload")
    return "" if signal.host in pods else signal.host


def _fields(signal: Fired | Recovered) -> tuple[Field, ...]:
    told = {"service": signal.service, "environment": signal.environment, **signal.labels, "host": _host(signal)}
    where = dict.fromkeys(signal.grouped_by, _GROUPED)
    own = Leaves(
        [
            leaf(name, where.get(name, _LABELS), value)
            for name, value in told.items()
            if value and (name in where or squeezed(name) in _TELLING)
        ]
    )
    fields = identity_of(own)
    name = own.first(_ALERT_NAMES)
    if name:
        fields.append(Field("name", name, Role.ALERT, "alert"))
    return tuple(fields)
