"""A message is stored and comes back as it was, with the steps and links in it."""

import orjson

from tools.nouns.incidents import Status
from tools.nouns.message_json import message_from_json, message_to_json
from tools.nouns.messages import CitedStep, Link, Message
from tools.nouns.notices import NoticeKind
from tools.nouns.redacted import NOTHING, stored
from tools.nouns.severity import Severity

STEP = CitedStep(stored("free some space"), (stored("Disk full"),), ("deletes files",), unverified=True)
WHOLE = Message(
    notice_id="n1", kind=NoticeKind.OPENED, at=7.0, tenant="acme", incident_id="inc_1", root_id="inc_1",
    regression_of=None, status=Status.OPEN, severity=Severity.HIGH, service=stored("storage"), environment=NOTHING,
    title=stored("disk is full"), headline=stored("New: disk is full"), summary=stored("It was opened."),
    occurrences=1, first_seen=7.0, last_seen=7.0, labels=((stored("host"), stored("db-1")),), why=(stored("new"),),
    steps=(STEP,), links=(Link("Ticket", "http://127.0.0.1/ui"),), to=("pager",),
)  # fmt: skip


def test_a_message_comes_back_whole() -> None:
    written = orjson.loads(orjson.dumps(message_to_json(WHOLE)))
    assert (written["severity"], written["kind"], written["status"]) == ("HIGH", WHOLE.kind.value, "OPEN")
    assert message_from_json(written) == WHOLE
    assert message_from_json(written | {"of a later build": 1}) == WHOLE
