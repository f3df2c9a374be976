"""Several alerts pasted in one text: each is decided once, and the answer is for the worst one."""

import json

import httpx
import pytest
from pydantic import TypeAdapter

from api.http.report_answers import BatchAnswer, ReportAnswer
from api.intake.submission import MOST_OTHERS
from tools.errors import StoreUnavailable
from tools.toolbox import Toolbox


def alert(name: str, severity: str = "warning") -> dict[str, object]:
    labels = {"alertname": name, "severity": severity}
    return {"status": "firing", "labels": labels, "annotations": {"summary": f"{name} of the ledger"}}


def pasted(*alerts: dict[str, object]) -> dict[str, str]:
    return {"log": json.dumps({"receiver": "ops", "status": "firing", "alerts": alerts}), "service": "ledger"}


DISK, QUEUE, LEASE = alert("DiskFull"), alert("QueueStuck", "critical"), alert("LeaseLost", "info")


async def test_each_alert_has_its_ticket_and_the_worst_one_answers(responder: httpx.AsyncClient) -> None:
    answer = (await responder.post("/incident", json=pasted(LEASE, DISK, QUEUE))).json()
    TypeAdapter(ReportAnswer).validate_python(answer, strict=True)
    assert (answer["status"], answer["severity"]) == ("new", "CRITICAL")
    assert [(each["status"], each["severity"]) for each in answer["also"]] == [("new", "MEDIUM"), ("new", "LOW")]
    told = [answer, *answer["also"]]
    assert len({each["incident_id"] for each in told}) == len({each["request_id"] for each in told}) == 3
    for each in told:
        ticket = (await responder.get(f"/incidents/{each['incident_id']}")).json()
        assert (ticket["occurrences"], ticket["severity"]) == (1, each["severity"])
        assert (await responder.get(f"/reports/{each['request_id']}")).json()["incident_id"] == each["incident_id"]


async def test_a_group_is_the_same_alerts_in_any_order_and_alone(responder: httpx.AsyncClient) -> None:
    alone = (await responder.post("/incident", json=pasted(DISK))).json()
    assert alone["also"] == []
    first = (await responder.post("/incident", json=pasted(DISK, QUEUE))).json()
    [disk] = first["also"]
    assert (disk["status"], disk["incident_id"], disk["occurrences"]) == ("existing", alone["incident_id"], 2)
    again = (await responder.post("/incident", json=pasted(QUEUE, DISK))).json()
    assert (again["status"], again["incident_id"]) == ("existing", first["incident_id"])
    assert again["also"][0]["incident_id"] == alone["incident_id"]


async def test_of_equally_bad_ones_what_is_news_answers(responder: httpx.AsyncClient) -> None:
    known = (await responder.post("/incident", json=pasted(DISK))).json()
    for fresh in ("APoolIsEmpty", "ZoneIsLost", "MailIsLate"):
        answer = (await responder.post("/incident", json=pasted(DISK, alert(fresh)))).json()
        assert answer["status"] == "new"
        assert [each["incident_id"] for each in answer["also"]] == [known["incident_id"]]


async def test_a_repeat_with_its_key_counts_nothing_again(responder: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": "group-1"}
    first, again = [(await responder.post("/incident", json=pasted(DISK, QUEUE), headers=key)).json() for _ in range(2)]
    for each, before in zip([again, *again["also"]], [first, *first["also"]], strict=True):
        assert (each["request_id"], each["incident_id"]) == (before["request_id"], before["incident_id"])
        ticket = (await responder.get(f"/incidents/{each['incident_id']}")).json()
        assert ticket["occurrences"] == 1


async def test_one_that_cannot_be_stored_is_told_and_fails_no_other(
    responder: httpx.AsyncClient, toolbox: Toolbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = toolbox.store.record

    async def failing(report, profile, *rest):  # type: ignore[no-untyped-def]
        if "DiskFull" in profile.template:
            raise StoreUnavailable("the store is away: send it again")
        return await record(report, profile, *rest)

    monkeypatch.setattr(type(toolbox.store), "record", lambda _, *given: failing(*given))
    answer = (await responder.post("/incident", json=pasted(DISK, QUEUE))).json()
    assert (answer["status"], answer["severity"]) == ("new", "CRITICAL")
    [disk] = answer["also"]
    assert (disk["status"], disk["problem"]["status"]) == ("error", 503)


async def test_a_text_tells_a_hundred_others_at_most(responder: httpx.AsyncClient) -> None:
    names = [f"{first}{second}Broken" for first in "ABCDEFGHIJK" for second in "abcdefghijk"]
    answer = (await responder.post("/incident", json=pasted(*map(alert, names)))).json()
    assert len(answer["also"]) <= MOST_OTHERS


async def test_batches_decide_each_alert_of_each_report(responder: httpx.AsyncClient) -> None:
    reports = [pasted(DISK, QUEUE), {"log": "cpu of api is hot", "service": "api"}, pasted(QUEUE)]
    batch = (await responder.post("/incidents/batch", json={"reports": reports})).json()
    TypeAdapter(BatchAnswer).validate_python(batch, strict=True)
    group, cpu, queue = batch["results"]
    assert [each["severity"] for each in (group, *group["also"])] == ["CRITICAL", "MEDIUM"]
    assert "also" not in cpu
    assert queue["incident_id"] == group["incident_id"]
