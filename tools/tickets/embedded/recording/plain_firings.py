"""A new firing of a known alert on the live ticket that it fired on before: a row to append, and one to keep.

Whatever else may follow from a firing is left to the rules.
"""

from dataclasses import dataclass

from tools.nouns.activations import ActivationOf, AlertKey
from tools.rules.activations import activation_of, end_of, repeated, superseded
from tools.tickets.embedded.problem.activations import StoredActivation, insert_many, may_be_over, open_or_newer, update
from tools.tickets.embedded.recording.heads import Head
from tools.tickets.embedded.recording.occurrences import Order
from tools.tickets.embedded.transaction import Transaction


@dataclass(frozen=True, slots=True)
class PlainFiring:
    """A firing that only counts, and the earlier ones of its alert that it ends."""

    activation: StoredActivation
    superseded: tuple[StoredActivation, ...]


class PlainFirings:
    """Those of one transaction, gathered until it is flushed."""

    def __init__(self) -> None:
        self._gathered: dict[AlertKey, PlainFiring] = {}

    def take(
        self, txn: Transaction, order: Order, said: ActivationOf, head: Head, fingerprint: str
    ) -> PlainFiring | None:
        """Gather a plain firing on a live head. None: the rules have to be asked."""
        alert = order.report.alert(said)
        if said.expires_at is not None or alert in self._gathered:
            return None
        new = activation_of(order.report, said, fingerprint, head.incident_id)
        known = open_or_newer(txn.sql, alert, new.starts_at)
        if repeated(known, said) or end_of(new, known, ()) is not None or not _only_here(known, head):
            return None
        if may_be_over(txn.sql, new):
            return None
        stored = StoredActivation(**{name: getattr(new, name) for name in new.__dataclass_fields__}, seq=txn.next_seq())
        found = PlainFiring(stored, tuple(superseded(new, known)))
        self._gathered[alert] = found
        return found

    def flush(self, txn: Transaction) -> None:
        """Write them."""
        if not self._gathered:
            return
        found = list(self._gathered.values())
        self._gathered.clear()
        insert_many(txn, [each.activation for each in found])
        for each in found:
            for older in each.superseded:
                update(txn, older)


def _only_here(known: list[StoredActivation], head: Head) -> bool:
    """Do all that still fire, fire on this ticket?"""
    return all(each.end is not None or each.incident_id == head.incident_id for each in known)
