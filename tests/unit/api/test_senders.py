"""Samples are posted as the sender would, and what the server answers is compared with what they should cause."""

import json
from collections.abc import Callable

import httpx
import pytest

from api.senders import Played, named_sender, play
from tools.errors import IncidentResponderError
from tools.inbound.registry import SENDERS, read
from tools.inbound.sample import counts
from tools.inbound.signal import Acted, without_authority

NOW = 1_786_100_000.0
Server = Callable[[httpx.Request], httpx.Response]


def played(name: str, server: Server) -> list[Played]:
    with httpx.Client(base_url="http://responder", transport=httpx.MockTransport(server)) as client:
        return list(play(SENDERS[name], client))


def answering(request: httpx.Request, *, acts: bool) -> httpx.Response:
    sender = SENDERS[request.url.path.rpartition("/")[2]]
    signals = read(sender, request.content, now=NOW, headers=dict(request.headers)).signals
    if not acts:
        signals = tuple(without_authority(each) if isinstance(each, Acted) else each for each in signals)
    return httpx.Response(200, json={"signals": [], "counts": {"acted": 0, **counts(signals)}})


@pytest.mark.parametrize("acts", [True, False])
def test_a_right_answer_needs_no_scope_to_act(acts: bool) -> None:
    for each in played("pagerduty", lambda request: answering(request, acts=acts)):
        assert each.right, str(each)
        assert str(each).startswith("ok   ")


def test_an_act_of_somebody_unknown_may_be_refused() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        signals = read(SENDERS["slack"], request.content, now=NOW, headers=dict(request.headers)).signals
        told = counts(signals)
        ignored = told.get("ignored", 0) + told.pop("acted", 0)
        return httpx.Response(200, json={"counts": told | {"ignored": ignored}})

    assert all(each.right for each in played("slack", refuse))


def test_a_wrong_answer_is_told_with_what_was_expected() -> None:
    wrong = played("github", lambda _: httpx.Response(200, json={"counts": {"fired": 9}}))
    assert not any(each.right for each in wrong)
    assert "WRONG job_failed: 200 9 fired (expected {'ignored': 1})" in map(str, wrong)


def test_a_refusal_is_told_in_the_servers_words() -> None:
    def refuse(_: httpx.Request) -> httpx.Response:
        body = json.dumps({"detail": "the key is unknown"}).encode()
        return httpx.Response(401, content=body, headers={"Content-Type": "application/problem+json"})

    assert str(played("sns", refuse)[0]) == "WRONG alarm: 401 the key is unknown"
    assert "Bad Gateway" in str(played("sns", lambda _: httpx.Response(502, text="<html>"))[0])


def test_an_answer_without_counts_is_right_when_it_is_taken() -> None:
    assert all(each.right for each in played("prometheus", lambda _: httpx.Response(200)))


def test_headers_of_the_sample_are_sent() -> None:
    events = []

    def remember(request: httpx.Request) -> httpx.Response:
        events.append(request.headers.get("X-GitHub-Event"))
        return httpx.Response(200)

    played("github", remember)
    actions = {"workflow_job", "check_suite", "ping", "workflow_run", "deployment_status", "release"}
    assert set(events) == actions | {"dependabot_alert", "code_scanning_alert"}


def test_an_unknown_sender_names_the_known_ones() -> None:
    assert named_sender("icinga").name == "nagios"
    with pytest.raises(IncidentResponderError, match="no sender is called pigeon; known are grafana, alertmanager"):
        named_sender("pigeon")
