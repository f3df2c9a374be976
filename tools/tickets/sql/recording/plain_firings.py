"""A new firing of a known alert on the live ticket where it fired before: an occurrence and an activation to append.

The rules handle everything else that may follow from a firing.
"""

from dataclasses import dataclass

from tools.nouns.activations import Activation, ActivationOf, AlertKey, End
from tools.rules.activations import activation_of, end_by, end_of, ends, repeated
from tools.tickets.sql.problem.activations import (
    end_many,
    has_reported_end,
    insert_many,
    may_have_ended,
    open_or_newer,
)
from tools.tickets.sql.recording.heads import Head
from tools.tickets.sql.recording.occurrences import RecordRequest
from tools.tickets.sql.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Newest:
    """The known newest firing of an alert: no other firing of it is open or as new."""

    activation: Activation
    seq: int
    """The number of its row."""
    told: bool
    """True if some end of the alert was reported, so that each firing may already have one."""


class NewestFirings:
    """The newest firings of alerts, cached across transactions for as long as the heads are."""

    def __init__(self, most: int) -> None:
        self._of: dict[AlertKey, Newest] = {}
        self._most = most
        self._epoch = -1

    def at(self, epoch: int) -> None:
        """Forget everything if the heads were forgotten since."""
        if epoch != self._epoch or len(self._of) > self._most:
            self._of.clear()
            self._epoch = epoch

    def older_than(self, alert: AlertKey, start: int | None) -> Newest | None:
        """Return the newest firing if one that starts at `start` is newer; None if the database must be asked."""
        found = self._of.get(alert)
        return found if found is not None and start is not None and start > found.activation.starts_at else None

    def keep(self, alert: AlertKey, newest: Newest) -> None:
        """Store the firing that was just counted; it ends all earlier ones."""
        self._of[alert] = newest

    def forget(self, alert: AlertKey) -> None:
        """Forget the alert, because the rules decide what happens to it."""
        self._of.pop(alert, None)


class PlainFirings:
    """The plain firings of one transaction, gathered until it is flushed."""

    def __init__(self, newest: NewestFirings) -> None:
        self._newest = newest
        self._gathered: list[Newest] = []
        self._alerts: set[AlertKey] = set()
        self._ended: list[tuple[End, int]] = []

    def take(self, txn: Transaction, request: RecordRequest, said: ActivationOf, head: Head, fingerprint: str) -> bool:
        """Gather a plain firing on a live head. False if the rules must decide."""
        alert = request.report.alert(said)
        if said.expires_at is not None:
            return False
        new = activation_of(request.report, said, fingerprint, head.incident_id)
        before = self._newest.older_than(alert, new.starts_at if new.stated else None)
        if before is None and alert in self._alerts:  # the database does not know that one yet
            return False
        older: list[tuple[Activation, int]]
        if before is None:
            known = open_or_newer(txn.sql, alert, new.starts_at)
            if repeated(known, said) or end_of(new, known, ()) is not None:
                return False
            older, told = [(each, each.seq) for each in known if each.end is None], has_reported_end(txn.sql, alert)
        else:
            older, told = [(before.activation, before.seq)], before.told
        if any(each.incident_id != head.incident_id for each, _ in older) or (told and may_have_ended(txn.sql, new)):
            return False
        self._ended += [(end_by(new), seq) for each, seq in older if ends(new, each)]
        newest = Newest(new, txn.next_seq(), told)
        self._gathered.append(newest)
        self._alerts.add(alert)
        self._newest.keep(alert, newest)
        return True

    def flush(self, txn: Transaction) -> None:
        """Write the gathered firings."""
        if not self._gathered:
            return
        insert_many(txn, [(each.seq, each.activation) for each in self._gathered])
        end_many(txn, self._ended)
        self._gathered.clear()
        self._alerts.clear()
        self._ended.clear()
