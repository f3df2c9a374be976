"""Alerts from the rows of an embedded store: activations in the heads of their problems, firings and ends by alert."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from tools.ids import numbered_ulid
from tools.nouns.activations import Activation, AlertKey, End, EndKind, Recovery
from tools.rules.recovery import RecoveryState
from tools.tickets.s3.objects import keys
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.alerts import Alert, Firing, keep_unmatched
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.shared.activations import recovery_from_row

Row = dict[str, Any]
Tables = defaultdict[str, list[Row]]


def keep_alerts(tables: Tables, heads: Mapping[str, Lineage], lineages: Mapping[str, str]) -> None:
    """Write activations and recovery states into the heads of their problems."""
    counted = defaultdict[str, set[str]](set)
    for row in tables["activations"]:
        heads[lineages[row["ticket"]]].keep(_activation(row))
        if row["counted"]:
            counted[row["ticket"]].add(row["request_id"])
    for row in tables["recovery_states"]:
        state = RecoveryState(row["since"], row["flaps"], row["quiet"])
        heads[lineages[row["ticket"]]].one(row["ticket"]).keep_recovery(state)
    shown = _shown(tables)
    for head in heads.values():
        for ticket in head.tickets:
            ticket.keyless = bool(shown[ticket.id] - counted[ticket.id])


async def import_alerts(parts: Parts, tables: Tables) -> None:
    """Write the firings and ends of each alert, and the unmatched recoveries."""
    lineages = {row["id"]: row["lineage"] for row in tables["tickets"]}
    alerts = defaultdict[AlertKey, Alert](Alert)
    for row in _in_order(tables["activations"]):
        firing = Firing(
            row["request_id"], row["starts_at"], bool(row["stated"]), row["fingerprint"], row["received_at"],
            lineages[row["ticket"]],
        )  # fmt: skip
        alerts[_key(row)].claim(firing)
    for row in _in_order(tables["recoveries"]):
        told = _recovery(row)
        alerts[told.alert].tell(told)
        if not row["matched"]:
            await keep_unmatched(parts.objects, told, numbered_ulid(told.received_at, int(row["seq"])))
    for key, alert in alerts.items():
        await parts.objects.put(keys.alert(*key), alert.to_bytes())


def _shown(tables: Tables) -> defaultdict[str, set[str]]:
    """By ticket: the reports that it shows itself."""
    moved: dict[int, str] = {row["occurrence"]: row["ticket"] for row in _in_order(tables["regroupings"])}
    shown = defaultdict[str, set[str]](set)
    for row in tables["occurrences"]:
        shown[moved.get(int(row["seq"]), str(row["ticket"]))].add(row["request_id"])
    return shown


def _activation(row: Row) -> Activation:
    kind = row["end_kind"]
    return Activation(
        alert=_key(row),
        incident_id=row["ticket"],
        stated=bool(row["stated"]),
        state_as_of_now=bool(row["state_as_of_now"]),
        counted=bool(row["counted"]),
        end=None if kind is None else End(row["ended_at"], row["end_received_at"], EndKind(kind)),
        **{name: row[name] for name in ("dedup_key", "starts_at", "fingerprint", "request_id", "received_at")},
        **{name: row[name] for name in ("last_seen", "reminders", "expires_at")},
    )


def _recovery(row: Row) -> Recovery:
    return recovery_from_row(row, _key(row))


def _key(row: Row) -> AlertKey:
    return AlertKey(row["tenant"], row["environment"], row["sender"], row["alert"])


def _in_order(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda each: int(each["seq"]))
