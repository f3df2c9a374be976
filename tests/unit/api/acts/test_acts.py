"""Acts are the same whichever door they come through: checked, redacted, audited."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.acts import incidents, runbooks
from api.cli import main
from graph.builder import make_agents
from tests.support.application import SignedIn, open_test_toolbox
from tests.support.audit_log import audited
from tools.errors import Forbidden, InvalidRequest, StoreUnavailable
from tools.nouns.callers import EVERYTHING, Caller, Scope
from tools.toolbox import Toolbox

ANN = Caller("default", "ann", EVERYTHING)
READER = Caller("default", "eve", frozenset([Scope.READ, Scope.REPORT]))
SECRET = "jane.doe@example.com"
DISK = {"log": "disk sda is full", "service": "storage"}


def command(*arguments: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert not ended.value.code


async def opened(client: httpx.AsyncClient, **changes: Any) -> str:
    return str((await client.post("/incident", json=DISK | changes)).json()["incident_id"])


async def test_every_act_on_an_incident_leaves_its_line(responder: httpx.AsyncClient, toolbox: Toolbox) -> None:
    one, other = await opened(responder), await opened(responder, service="archive")
    split = {"merged_incident_id": other}
    acts: list[tuple[str, dict[str, Any]]] = [
        (f"/incidents/{one}/acknowledge", {}),
        (f"/incidents/{one}/comments", {"text": f"asked {SECRET}"}),
        (f"/incidents/{one}/feedback", {"helpful": False}),
        (f"/incidents/{one}/advise", {}),
        (f"/incidents/{other}/merge", {"into": one, "reason": SECRET}),
        (f"/incidents/{one}/split", split),
        ("/resolve", {"incident_id": one, "resolution": "emptied", "resolved_by": SECRET}),
    ]
    for path, body in acts:
        assert (await responder.post(path, json=body)).status_code == 200, path
    who = "default", "responder@default"
    assert audited(toolbox.settings.data_dir) == [
        (*who, "incident-acknowledged", one, "{}"),
        (*who, "incident-commented", one, "{}"),
        (*who, "incident-advice-rated", one, '{"helpful":"no"}'),
        (*who, "incident-advised", one, "{}"),
        (*who, "incident-merged", other, f'{{"into":"{one}"}}'),
        (*who, "incident-split", one, f'{{"split_off":"{other}"}}'),
        (*who, "incident-resolved", one, '{"by":"[REDACTED:email]"}'),
    ]


async def test_an_act_that_was_refused_leaves_none(responder: httpx.AsyncClient, toolbox: Toolbox) -> None:
    assert (await responder.post("/incidents/inc_none/acknowledge", json={})).status_code == 404
    assert audited(toolbox.settings.data_dir) == []


async def test_changes_of_runbooks_are_audited(signed_in: SignedIn, toolbox: Toolbox) -> None:
    admin = await signed_in("admin")
    assert (await admin.put("/runbooks/disk", content="# Disk\n\nEmpty it.")).status_code == 200
    assert (await admin.delete("/runbooks/disk")).status_code == 204
    actions = [(action, subject) for _, _, action, subject, _ in audited(toolbox.settings.data_dir)]
    assert actions == [("runbook-put", "disk"), ("runbook-delete", "disk")]


@pytest.mark.parametrize(
    "act",
    [
        lambda toolbox: incidents.resolve(toolbox, READER, "inc_1", text="done"),
        lambda toolbox: incidents.acknowledge(toolbox, READER, "inc_1"),
        lambda toolbox: incidents.comment(toolbox, READER, "inc_1", "why"),
        lambda toolbox: incidents.rate_advice(toolbox, READER, "inc_1", helpful=True),
        lambda toolbox: incidents.merge(toolbox, READER, "inc_1", "inc_2"),
        lambda toolbox: incidents.split(toolbox, READER, "inc_1", {"fingerprint": "f"}),
        lambda toolbox: incidents.advise_again(toolbox, READER, "inc_1", make_agents(toolbox)),
        lambda toolbox: runbooks.put(toolbox, READER, "disk", "# Disk\n\nEmpty it."),
        lambda toolbox: runbooks.delete(toolbox, READER, "disk"),
        lambda toolbox: runbooks.ingest(toolbox, READER, Path("."), "dir:x"),
    ],
)
async def test_a_caller_without_the_scope_does_nothing(
    toolbox: Toolbox, act: Callable[[Toolbox], Awaitable[Any]]
) -> None:
    with pytest.raises(Forbidden):
        await act(toolbox)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"text": " \u200b "}, "resolution: must not be empty"),
        ({"text": "x" * 16_385}, "resolution: has more than 16384 characters"),
        ({"text": "done", "by": "a\u202eb"}, "resolved_by: control and invisible"),
        ({"text": "done", "release": "1" * 201}, "release: has more than 200 characters"),
    ],
)
async def test_what_cannot_be_taken_is_refused_by_name(toolbox: Toolbox, how: dict[str, str], said: str) -> None:
    with pytest.raises(InvalidRequest, match=said):
        await incidents.resolve(toolbox, ANN, "inc_1", **how)  # type: ignore[arg-type]  # texts only


async def test_an_act_stands_when_its_audit_line_cannot_be_written(
    responder: httpx.AsyncClient, toolbox: Toolbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    incident = await opened(responder)

    async def refuse(*_: Any) -> None:
        raise StoreUnavailable("disk full")

    monkeypatch.setattr(type(toolbox.accounts), "audit", refuse)
    assert (await incidents.acknowledge(toolbox, ANN, incident)).status == "ACKNOWLEDGED"
    assert f"incident-acknowledged of {incident} by ann is missing in the audit log" in caplog.text


async def test_http_and_command_line_leave_the_same_line(
    responder: httpx.AsyncClient, toolbox: Toolbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.toolbox.open_toolbox", open_test_toolbox)
    incident = await opened(responder)
    body = {"incident_id": incident, "resolution": f"asked {SECRET}", "resolved_by": SECRET}
    assert (await responder.post("/resolve", json=body)).status_code == 200
    await asyncio.to_thread(command, "resolve", incident, body["resolution"], "--by", SECRET)
    by_http, by_command = audited(toolbox.settings.data_dir)
    assert by_command[1].startswith("cli:")
    assert (by_http[0], *by_http[2:]) == (by_command[0], *by_command[2:])
