"""One report on its way into the store, and where it went."""

from dataclasses import dataclass

from tools.nouns.decisions import Decision
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.shared import orders


@dataclass(frozen=True, slots=True)
class Order(orders.Order):
    """A report and how its lineage was found; where it belongs there is decided on the head."""

    found: Decision
    joins: bool = False
    """Its fingerprint is new to that lineage."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a report went in one version of the head."""

    incident_id: str
    generation: int
    decision: Decision

    def still_holds(self, lineage: Lineage) -> bool:
        """Is this, seen after the occurrence was written, still where the report belongs?"""
        ticket = lineage.ticket(self.incident_id)
        return lineage.into is None and ticket is not None and (self.decision.late is not None or ticket.live)
