"""Repeats of known activations, answered from memory: one durable write per activation and minute.

Deferred counts are kept here and written with the activation's next repeat, or when the store closes.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from tools.nouns.activations import ActivationOf, AlertKey
from tools.nouns.decisions import Decision
from tools.rules import decisions
from tools.rules.activations import may_be_put_off, repeated
from tools.tickets.sql.database import Sql
from tools.tickets.sql.dialect import later
from tools.tickets.sql.problem.activations import StoredActivation, of_alert, starting_at
from tools.tickets.sql.recording.heads import Head, HeadCache
from tools.tickets.sql.recording.occurrences import RecordRequest
from tools.tickets.sql.recording.plain_firings import NewestFirings
from tools.tickets.sql.transaction import Transaction

Key = tuple[AlertKey, int | None, str]
"""An alert, the start that a report states, and its fingerprint."""
MAX_KEPT = 16_384
WRITE = (
    f"UPDATE activations SET last_seen = {later('last_seen', '?')}, reminders = reminders + ?,"
    " expires_at = COALESCE(?, expires_at) WHERE seq = ?"
)


@dataclass(slots=True)
class Waiting:
    """Repeats of one activation that are not durable yet."""

    count: int = 0
    last_seen: float = -math.inf
    expires_at: float | None = None


@dataclass(slots=True)
class Hot:
    """An open activation on the live ticket of its own fingerprint."""

    activation: StoredActivation
    head: Head
    decision: Decision
    written_at: float


class Reminders:
    """One object per process, used only by the writer. Others may read `waiting`."""

    def __init__(self) -> None:
        self.waiting: dict[int, Waiting] = {}
        self._hot: dict[Key, Hot | None] = {}
        self._of_alert: dict[AlertKey, list[Key]] = {}
        self._due: set[int] = set()
        self._epoch = -1
        self.newest = NewestFirings(MAX_KEPT)

    def take(self, sql: Sql, heads: HeadCache, request: RecordRequest, said: ActivationOf) -> Hot | None:
        """Count a plain repeat. None if it is new or has effects, so that the rules must decide."""
        report = request.report
        key = (report.alert(said), None if said.starts_at is None else int(said.starts_at), request.profile.fingerprint)
        self.newest.at(heads.epoch)
        if heads.epoch != self._epoch or len(self._hot) > MAX_KEPT:
            self._hot.clear()
            self._of_alert.clear()
            self._epoch = heads.epoch
        if self.newest.older_than(key[0], key[1]) is not None:
            return None
        if key not in self._hot:
            self._hot[key] = _look_up(sql, heads, request, said)
            self._of_alert.setdefault(key[0], []).append(key)
        hot = self._hot[key]
        if hot is None or not hot.head.stays(report):
            return None
        self._count(hot, said, report.received_at)
        return hot

    def forget(self, request: RecordRequest, said: ActivationOf) -> None:
        """Forget the alert, because its state changes."""
        alert = request.report.alert(said)
        for key in self._of_alert.pop(alert, ()):
            self._hot.pop(key, None)

    def flush(self, txn: Transaction) -> None:
        """Write the counts that are due."""
        if self._due:
            self.write(txn, self._due)
            self._due = set()

    def write(self, txn: Transaction, activations: set[int] | None = None) -> None:
        """Write all waiting counts, or those of some activations."""
        chosen = list(self.waiting) if activations is None else activations
        found = [(seq, self.waiting.pop(seq)) for seq in chosen if seq in self.waiting]
        rows = [(each.last_seen, each.count, each.expires_at, seq) for seq, each in found]
        txn.sql.executemany(WRITE, rows)

    def _count(self, hot: Hot, said: ActivationOf, now: float) -> None:
        seq = hot.activation.seq
        waiting = self.waiting.setdefault(seq, Waiting())
        waiting.count += 1
        waiting.last_seen = max(waiting.last_seen, now)
        waiting.expires_at = said.expires_at
        if not may_be_put_off(hot.activation, said, hot.written_at, now):
            hot.written_at = now
            if said.expires_at is not None:
                hot.activation = replace(hot.activation, expires_at=said.expires_at)
            self._due.add(seq)


def _look_up(sql: Sql, heads: HeadCache, request: RecordRequest, said: ActivationOf) -> Hot | None:
    report, fingerprint = request.report, request.profile.fingerprint
    alert = report.alert(said)
    known_firings = of_alert(sql, alert) if said.starts_at is None else starting_at(sql, alert, int(said.starts_at))
    same = [each for each in repeated(known_firings, said) if each.fingerprint == fingerprint]
    known = heads.get(sql, report.tenant, fingerprint)
    if not same or same[0].end is not None or known is None or known.head.incident_id != same[0].incident_id:
        return None
    written_at = same[0].last_seen if same[0].reminders else -math.inf
    decision = replace(decisions.plain(request.profile.version, same[0].incident_id), reminder=True)
    return Hot(same[0], known.head, decision, written_at)


def with_waiting(activation: StoredActivation, waiting: Mapping[int, Waiting]) -> StoredActivation:
    """Return the activation, including repeats that are not durable yet."""
    found = waiting.get(activation.seq)
    if found is None:
        return activation
    seen, expires_at = max(activation.last_seen, found.last_seen), found.expires_at or activation.expires_at
    return replace(activation, reminders=activation.reminders + found.count, last_seen=seen, expires_at=expires_at)
