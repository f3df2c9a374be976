"""A ticket as people see it, for tests that need one without a store."""

from dataclasses import replace
from typing import Any

from tests.support.knowledge import dossier
from tools.nouns.incidents import Incident, Status
from tools.nouns.redacted import stored
from tools.nouns.severity import Severity

NOW = 1_700_000_000.0


def incident(**changes: Any) -> Incident:
    """An open one with advice, an hour old."""
    found = Incident(
        incident_id="inc_0",
        tenant="default",
        status=Status.OPEN,
        severity=Severity.HIGH,
        service=stored("payments"),
        environment=stored("prod"),
        release=None,
        title=stored("t"),
        first_seen=NOW - 3600,
        last_seen=NOW - 60,
        occurrences=12,
        generation=1,
        root_id="inc_0",
        dossier=dossier(),
    )
    return replace(found, **changes)
