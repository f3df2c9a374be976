"""What agents look up, by the official client in both protocols."""

import pytest
from fastapi import FastAPI

from tests.support.agents_client import NEW, OLD, agent, called, refused

LOG = "Lambda timeout after 30s, token ghp_0123456789abcdefghijklmnopqrstuvwxyz in the call"


@pytest.mark.parametrize("mode", [OLD, NEW])
async def test_a_report_is_found_shown_and_explained(app: FastAPI, key_of, mode: str) -> None:
    async with agent(app, await key_of("respond"), mode) as client:
        told = await called(client, "report_incident", log=LOG, service="payment", severity="critical")
        assert (told["status"], told["severity"], told["also"]) == ("new", "CRITICAL", [])
        again = await called(client, "report_incident", log=LOG, service="payment", labels={"host": "a"})
        assert (again["status"], again["incident_id"], again["occurrences"]) == ("existing", told["incident_id"], 2)
        found = await called(client, "search_incidents", service="payment", status="open")
        [brief] = found["incidents"]
        assert (found["count"], brief["incident_id"], brief["occurrences"]) == (1, told["incident_id"], 2)
        whole = (await called(client, "get_incident", incident_id=told["incident_id"]))["incident"]
        assert [event["kind"] for event in whole["timeline"]][0] == "opened"
        assert "ghp_" not in str(whole) + str(told)
        why = await called(client, "explain_decision", incident_id=told["incident_id"])
        assert len(why["decisions"]) >= 1


async def test_a_search_narrows_by_label_and_sorts(app: FastAPI, key_of) -> None:
    async with agent(app, await key_of("respond")) as client:
        mild = {"log": "disk full", "service": "db", "severity": "low", "labels": {"team": "data"}}
        bad = {"log": "no consumer reads the mail queue", "service": "mail", "severity": "critical"}
        worst = (await called(client, "report_incident", **bad))["incident_id"]
        labelled = (await called(client, "report_incident", **mild))["incident_id"]
        found = await called(client, "search_incidents", label="team:data")
        assert [each["incident_id"] for each in found["incidents"]] == [labelled]
        found = await called(client, "search_incidents", sort="severity")
        assert [each["incident_id"] for each in found["incidents"]] == [worst, labelled]


async def test_a_report_with_a_key_counts_once(app: FastAPI, key_of) -> None:
    async with agent(app, await key_of("report")) as client:
        one = await called(client, "report_incident", log="disk full", service="db", idempotency_key="k")
        two = await called(client, "report_incident", log="disk full", service="db", idempotency_key="k")
        assert (one["request_id"], one["occurrences"]) == (two["request_id"], two["occurrences"])


async def test_who_may_only_report_sees_no_other_tickets(app: FastAPI, key_of) -> None:
    async with agent(app, await key_of("report")) as client:
        told = await called(client, "report_incident", log="disk full", service="db")
        assert set(told) == {
            "notice", "status", "request_id", "incident_id", "root_id", "regression_of", "severity", "occurrences",
            "pending", "decision", "also",
        }  # fmt: skip
        assert set(told["decision"]) == {"method"}
        for tool, arguments in (
            ("search_incidents", {}),
            ("get_incident", {"incident_id": told["incident_id"]}),
            ("find_runbook", {"problem": "disk full"}),
            ("acknowledge", {"incident_id": told["incident_id"]}),
        ):
            assert "needs the scope" in await refused(client, tool, **arguments)


async def test_a_reader_may_not_report(app: FastAPI, key_of) -> None:
    async with agent(app, await key_of("read")) as client:
        assert "needs the scope report" in await refused(client, "report_incident", log="x", service="y")
        assert "needs the scope respond" in await refused(client, "comment", incident_id="inc_1", text="x")


async def test_figures_count_what_was_reported(app: FastAPI, key_of) -> None:
    async with agent(app, await key_of("respond")) as client:
        for _ in range(3):
            await called(client, "report_incident", log="disk full", service="db")
        summary = (await called(client, "analytics", service="db"))["summary"]
        assert (summary["reports"], summary["incidents"], summary["duplicates"]) == (3, 1, 2)
        assert (await called(client, "analytics", service="other"))["summary"]["reports"] == 0


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("report_incident", {"log": " ", "service": "db"}, "log: must not be empty"),
        ("report_incident", {"log": "x", "service": "d\u202eb"}, "service"),
        ("report_incident", {"log": "x", "service": "db", "severity": "so bad"}, "severity"),
        ("report_incident", {"log": "x", "service": "db", "occurred_at": "yesterday"}, "occurred_at"),
        ("report_incident", {"log": "x", "service": "db", "idempotency_key": ""}, "Idempotency-Key"),
        ("search_incidents", {"status": "closed"}, "status: use OPEN"),
        ("search_incidents", {"limit": 0}, "limit"),
        ("search_incidents", {"sort": "oldest"}, "sort: use newest"),
        ("search_incidents", {"label": "team"}, "label: write name:value"),
        ("get_incident", {"incident_id": "inc_none"}, "not-found"),
        ("find_runbook", {"problem": " "}, "log: must not be empty"),
        ("similar_incidents", {"incident_id": "inc_none"}, "not-found"),
        ("analytics", {"since": "yesterday"}, "from"),
        ("analytics", {"timezone": "Mars"}, "Mars"),
        ("no_such_tool", {}, "Unknown tool"),
    ],
)
async def test_bad_input_is_told(app: FastAPI, key_of, tool: str, arguments: dict[str, object], said: str) -> None:
    async with agent(app, await key_of("respond")) as client:
        assert said in await refused(client, tool, **arguments)


async def test_tenants_never_meet(app: FastAPI, key_of, signed_in) -> None:
    async with agent(app, await key_of("respond")) as client:
        told = await called(client, "report_incident", log="disk full", service="db")
    stranger = (await signed_in("admin", "umbrella")).headers["authorization"].removeprefix("Bearer ")
    async with agent(app, stranger) as client:
        assert "not-found" in await refused(client, "get_incident", incident_id=told["incident_id"])
        assert (await called(client, "search_incidents"))["count"] == 0


async def test_similar_incidents_tell_what_fixed_them(app: FastAPI, key_of, responder, signed_in) -> None:
    acme = await signed_in("responder", "acme")
    async with agent(app, await key_of("respond")) as client:
        said = {"log": "the connection pool of orders is exhausted", "service": "orders"}
        first = await called(client, "report_incident", **said)
        done = {"incident_id": first["incident_id"], "resolution": "raised the pool size", "resolved_by": "ann"}
        assert (await acme.post("/resolve", json=done)).status_code == 200
        back = await called(client, "report_incident", **said)
        assert back["status"] == "regression"
        found = await called(client, "similar_incidents", incident_id=back["incident_id"])
        [alike] = [each for each in found["incidents"] if each["incident"]["incident_id"] == first["incident_id"]]
        assert (alike["fixed_by"], alike["incident"]["status"]) == ("raised the pool size", "RESOLVED")
