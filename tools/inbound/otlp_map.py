"""An OpenTelemetry log record whose body is a map: a shipper's whole record, or a program's structured log.

Fluent Bit sends such bodies unless `logs_body_key` names the message:
https://docs.fluentbit.io/manual/pipeline/outputs/opentelemetry
"""

from dataclasses import replace

from tools.inbound import generic
from tools.inbound.fields import Fields
from tools.inbound.reader import Given
from tools.inbound.signal import Fired

_FLAT = (
    "stringValue", "string_value", "intValue", "int_value", "doubleValue", "double_value", "boolValue", "bool_value",
)  # fmt: skip
_DEPTH = 6


def fired_of(body: object, given: Given) -> Fired | None:
    """Read the map by itself; None for any other body, and for a map that reports no problem."""
    if not isinstance(body, dict) or not ("kvlistValue" in body or "kvlist_value" in body):
        return None
    parsed = plain(body, 0)
    if not isinstance(parsed, dict):
        return None
    (signal,) = generic.read(Fields(parsed), replace(given, mapping={}, is_stream=False))
    return signal if isinstance(signal, Fired) else None


def plain(value: object, depth: int) -> object:
    """An AnyValue as JSON; None if it is nested too deeply."""
    if not isinstance(value, dict) or depth >= _DEPTH:
        return None
    fields = Fields(value)
    for name in _FLAT:
        if name in fields:
            return fields.at(name)
    for name in ("arrayValue", "array_value"):
        if name in fields:
            return [plain(item.raw, depth + 1) for item in fields.map(name).maps("values")]
    pairs = (fields.map("kvlistValue") or fields.map("kvlist_value")).maps("values")
    return {pair.text("key"): plain(pair.at("value"), depth + 1) for pair in pairs}
