"""One process of a function answers every kind of event on the loop that it started with."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from api.app import create_app
from api.cloud.function import Function
from tests.support.application import ADMIN, NOBODY, open_test_toolbox, settings_of
from tests.support.cloud_events import alarm_event, http_event, queue_event, schedule_event
from tests.support.observed import Observed
from tools.errors import InvalidRequest, Misconfigured, StoreUnavailable
from tools.nouns.accounts import Account, Role
from tools.nouns.callers import EVERYTHING, Caller
from tools.nouns.incidents import Incident, IncidentQuery
from tools.nouns.queued import QueuedReport
from tools.nouns.queued_json import queued_to_text
from tools.settings import Settings
from tools.toolbox import Toolbox

REPORT = {"log": "Lambda timeout after 30s", "service": "payment-processor"}
ANN = Caller("default", "ann", EVERYTHING)


class Invocation:
    def get_remaining_time_in_millis(self) -> int:
        return 30_000


class Process:
    """A function on an embedded store, which only a test may have, and a token for it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, toolbox: Toolbox) -> None:
        self.loop, self.toolbox = loop, toolbox
        with patch("api.app.gc"):
            self.app = create_app(toolbox.settings, toolbox, background=False)
            self.function = Function(self.app, loop)
        account = Account(username="ann", tenant="default", role=Role.RESPONDER, password_hash="-")
        loop.run_until_complete(toolbox.accounts.create_user(account))
        token = self.app.state.services.signer.sign(loop.run_until_complete(toolbox.accounts.user("ann")))
        self.bearer = {"authorization": f"Bearer {token}"}

    def answer(self, event: Any) -> Any:
        return self.function.answer(event, Invocation())

    def request(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        told = self.answer(http_event(method, path, "" if body is None else json.dumps(body), **self.bearer, **headers))
        assert told["isBase64Encoded"] is False
        return told["statusCode"], json.loads(told["body"])

    def queued(self, log: str) -> str:
        return queued_to_text(
            QueuedReport(self.app.state.services.intake.reception.report(ANN, Observed(log, "storage")))
        )

    def incidents(self) -> list[Incident]:
        return list(self.loop.run_until_complete(self.toolbox.store.incidents("default", IncidentQuery())).items)


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    toolbox = loop.run_until_complete(open_test_toolbox(settings_of(tmp_path)))
    loop.run_until_complete(toolbox.accounts.create_user(NOBODY))
    opened = Process(loop, toolbox)
    yield opened
    loop.run_until_complete(opened.app.state.services.intake.drain())
    opened.function.end()
    loop.run_until_complete(toolbox.close())
    loop.close()
    asyncio.set_event_loop(None)


def test_requests_share_the_store_of_the_process(process: Process) -> None:
    status, first = process.request("POST", "/incident", REPORT)
    assert (status, first["status"]) == (200, "new")
    status, again = process.request("POST", "/incident", REPORT)
    assert (again["status"], again["incident_id"]) == ("existing", first["incident_id"])
    assert process.request("GET", f"/incidents/{first['incident_id']}")[1]["occurrences"] == 2


def test_a_problem_is_answered_as_text(process: Process) -> None:
    status, told = process.request("GET", "/incidents/inc_nowhere")
    assert (status, told["type"]) == (404, "/problems/not-found")


def test_only_failed_messages_come_again(process: Process) -> None:
    event = queue_event(process.queued("disk full"), "poison", process.queued("disk full"))
    assert process.answer(event) == {"batchItemFailures": [{"itemIdentifier": "m1"}]}
    assert [each.occurrences for each in process.incidents()] == [2]
    assert process.answer(event) == {"batchItemFailures": [{"itemIdentifier": "m1"}]}
    assert [each.occurrences for each in process.incidents()] == [2]


def test_records_that_name_no_message_all_come_again(process: Process) -> None:
    event = queue_event("a", "b")
    del event["Records"][1]["messageId"]
    with pytest.raises(InvalidRequest, match="messageId"):
        process.answer(event)


def test_an_alarm_fires_once_and_ends(process: Process) -> None:
    for _ in range(2):  # topics deliver at least once
        process.answer(alarm_event("errors"))
    [ticket] = process.incidents()
    assert ticket.occurrences == 1
    assert process.answer(alarm_event("errors", "OK", "2026-11-29T10:05:00.000+0000"))["counts"]["recovered"] == 1
    [ticket] = process.incidents()
    assert (ticket.occurrences, ticket.recovering_since is not None) == (1, True)


def test_an_alarm_by_way_of_the_queue_is_no_poison(process: Process) -> None:
    """A topic may put its envelope, or raw the alarm, into the queue of reports."""
    alarm = json.dumps(alarm_event("errors")["Records"][0]["Sns"])
    texts = [alarm, "no report", process.queued("disk full"), alarm]
    assert process.answer(queue_event(*texts)) == {"batchItemFailures": [{"itemIdentifier": "m1"}]}
    assert [each.occurrences for each in process.incidents()] == [1, 1]
    raw = alarm_event("errors", "OK", "2026-11-29T10:05:00.000+0000")["Records"][0]["Sns"]["Message"]
    assert process.answer(queue_event(raw)) == {"batchItemFailures": []}
    assert sum(each.recovering_since is not None for each in process.incidents()) == 1


def test_an_event_of_the_bus_is_a_report(process: Process) -> None:
    event = {
        "version": "0",
        "id": "7bf73129-1428-4cd3-a780-95db273d1602",
        "detail-type": "ECS Task State Change",
        "source": "aws.ecs",
        "account": "123456789012",
        "time": "2026-11-29T10:00:00Z",
        "region": "eu-west-1",
        "resources": ["arn:aws:ecs:eu-west-1:123456789012:task/shop/1"],
        "detail": {
            "lastStatus": "STOPPED",
            "stoppedReason": "Essential container in task exited",
            "group": "service:checkout",
            "containers": [{"name": "web", "exitCode": 137, "reason": "OutOfMemoryError"}],
        },
    }
    assert process.answer(event)["counts"]["fired"] == 1
    assert len(process.incidents()) == 1


def test_what_a_topic_says_without_words_is_ignored(process: Process) -> None:
    event = alarm_event("errors")
    event["Records"][0]["Sns"]["Message"] = ""
    del event["Records"][0]["Sns"]["Subject"]
    assert process.answer(event)["counts"] == {"fired": 0, "recovered": 0, "acted": 0, "ignored": 1}
    assert process.incidents() == []


def test_a_schedule_does_what_was_left(process: Process) -> None:
    process.request("POST", "/incident", REPORT)
    done = process.answer(schedule_event())
    assert done["jobs"] >= 1
    assert process.answer(schedule_event()) == {"jobs": 0, "missing_heartbeats": 0, "repaired": 0}


def test_the_set_up_reads_the_runbooks(process: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    async def counted(settings: Settings, toolbox: Toolbox) -> int:
        return 3

    monkeypatch.setattr("api.cloud.invocations.ingest", counted)
    assert process.answer({"incident-responder": "set-up"}) == {"runbooks": 3}


def test_an_outage_fails_the_invocation(process: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*args: object, **kwargs: object) -> None:
        raise StoreUnavailable("S3 does not answer")

    for name in ("record", "record_many", "peek", "profiles"):
        monkeypatch.setattr(type(process.toolbox.store), name, full)
    alarm = json.dumps(alarm_event("errors")["Records"][0]["Sns"])
    assert len(process.answer(queue_event(process.queued("disk full"), alarm))["batchItemFailures"]) == 2
    with pytest.raises(StoreUnavailable):
        process.answer(alarm_event("errors"))


def test_an_unknown_event_says_what_to_connect(process: Process) -> None:
    with pytest.raises(InvalidRequest, match="HTTP API"):
        process.answer({"hello": "world"})


def test_without_a_bucket_no_process_starts(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="S3_BUCKET"):
        Function.start(settings_of(tmp_path, admin_password=ADMIN["password"]))
