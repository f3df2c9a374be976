"""States of a run in the graph, for tests of one agent."""

from typing import Any

from agents.answer import answer
from tests.support.doubles.ports import Store, report
from tools.text.identity.fingerprint import profile_of


async def analysed(store: Store, **changes: Any) -> Any:
    """The state after the analyzer."""
    one = report()
    recorded = await store.record(one, profile_of(one), None)
    state = {
        **answer(recorded),
        "path": "new",
        "asked": {"tenant": "default", "service": "payments", "log": one.log, "labels": {}},
        "ticket_severity": recorded.severity.name,
        "template": profile_of(one).template,
    }
    return state | changes
