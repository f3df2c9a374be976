"""Monitors and shippers whose words are their own: the thing, the trouble and the end are found."""

import json
from collections.abc import Callable, Mapping

import pytest

from tests.support.matching_cases import joined, profile
from tools.nouns.redacted import stored
from tools.nouns.reports import Report
from tools.nouns.severity import Severity
from tools.text.identity.fingerprint import profiles_of
from tools.text.reading.reader import read

Body = Callable[[str, bool], str]


def uptime_robot(site: str, over: bool) -> str:
    word, told = ("Up", "HTTP 200 - OK") if over else ("Down", "HTTP 500 - Internal Server Error")
    body = {"monitorID": "7", "monitorFriendlyName": site, "alertTypeFriendlyName": word, "alertDetails": told}
    return json.dumps({**body, "monitorURL": f"https://{site}.example.org", "alertType": "1"})


def checkmk(host: str, over: bool) -> str:
    change = "CRIT -> OK" if over else "OK -> CRIT"
    return f"Host:     {host}\nService:  Kettles\nEvent:    {change}\nSummary:  2 kettles are cold\nAddress:  10.9.0.7"


def problem(host: str, over: bool) -> str:
    state = "RESOLVED" if over else "OPEN"
    told = {"ProblemTitle": "Kettle is cold", "ImpactedEntity": f"Kettle on host {host}", "PID": "-7"}
    return json.dumps({"ProblemID": "P-7", "State": state, **told})


def scoped(host: str, over: bool) -> str:
    return (
        f"[{'Recovered' if over else 'Triggered'} on {{host:{host}}}] Kettle is cold\n\n2 kettles of {host} are cold."
    )


def pinged(name: str, over: bool) -> str:
    return f'✅ "{name}" is UP.' if over else f'🔴 "{name}" is DOWN. Last ping was 31 minutes ago.'


@pytest.mark.parametrize("body", [uptime_robot, checkmk, problem, scoped, pinged])
def test_a_monitors_own_words(body: Body) -> None:
    one, other, over = body("tea-hall", False), body("cup-yard", False), profile(body("tea-hall", True))
    assert joined(one, one)
    assert not joined(one, other)
    assert over.recovered
    assert not profile(one).recovered


def test_the_hosts_of_a_list_are_what_is_broken() -> None:
    told = {"title": "Kettle is cold", "description": "2 cups", "severity": "high"}
    assert not joined(json.dumps({**told, "hosts": ["tea-hall"]}), json.dumps({**told, "hosts": ["cup-yard"]}))


def test_each_line_of_a_pushed_stream_is_told() -> None:
    lines = [["1775120462330021000", "kettle is cold and empty"], ["1775120462330021001", "the tea store is locked"]]
    body = json.dumps({"streams": [{"stream": {"app": "tea"}, "values": lines}]})
    told = profiles_of(Report("r", "t", stored("api"), stored(body), 0.0))
    assert {each.message for each in told} == {line for _, line in lines}


def test_two_lines_of_name_and_value_are_a_table() -> None:
    told = profile("Severity: High\nProblem: kettle of hall east is cold")
    assert (told.message, told.severity) == ("kettle of hall east is cold", Severity.HIGH)


def test_the_facts_of_a_card_say_where() -> None:
    def card(site: str) -> str:
        body = [{"type": "TextBlock", "text": "Kettle is cold"}, {"facts": [{"title": "Site", "value": site}]}]
        return json.dumps({"type": "message", "attachments": [{"content": {"type": "AdaptiveCard", "body": body}}]})

    assert not joined(card("Ulm"), card("Graz"))
    assert joined(card("Ulm"), card("Ulm"))


def _card(*texts: str) -> str:
    body = [{"type": "Container", "items": [{"type": "TextBlock", "text": text}]} for text in texts]
    return json.dumps({"type": "message", "attachments": [{"content": {"type": "AdaptiveCard", "body": body}}]})


def test_all_texts_of_a_card_are_read() -> None:
    assert read(_card("Alert", "**Seal of kettle 4 is open**")).parts[0].text == "Alert\nSeal of kettle 4 is open"
    assert not joined(_card("Alert", "The tea export was not sent"), _card("Alert", "The kettle's seal expires soon"))


def test_attachments_with_their_own_titles_are_several_alerts() -> None:
    attached = [{"title": "Kettle 2", "text": "probe open"}, {"title": "Press 1", "text": "oil pressure low"}]
    told = [part.text for part in read(json.dumps({"username": "hall", "attachments": attached})).parts]
    assert told == ["Kettle 2\nprobe open", "Press 1\noil pressure low"]
    assert len(read(json.dumps({"attachments": [attached[0], {"footer": "hall"}]})).parts) == 1


NAMED = [
    {"name": "{}", "status": "down", "tags": "tea", "message": "The check has gone down."},
    {"organizationName": "Tea", "networkName": "Hall 4", "deviceName": "{}", "alertType": "APs went down", "id": "6"},
    {"event_definition_title": "log alert", "event": {"message": "log alert", "fields": {"text": "{} is too hot"}}},
]


@pytest.mark.parametrize("body", NAMED)
def test_the_thing_has_the_name_that_its_sender_gave_it(body: dict[str, object]) -> None:
    told = json.dumps(body)
    assert joined(told.replace("{}", "kettle-hall"), told.replace("{}", "kettle-hall"))
    assert not joined(told.replace("{}", "kettle-hall"), told.replace("{}", "press-yard"))


def test_a_group_that_recovered_is_over() -> None:
    rule = {"rule": {"id": "6d", "name": "Tea is late"}, "alert": {"id": "hall", "actionGroup": "recovered"}}
    assert read(json.dumps(rule)).parts[0].recovered
    assert not read(json.dumps(rule).replace("recovered", "threshold_met")).parts[0].recovered


def monit(event: str, service: str, said: str, at: str = "11:00:00") -> str:
    return (
        f"From: monit@files-1.example.org\nTo: ops@example.org\nSubject: monit alert --  {event} {service}\n"
        f"Date: Tue, 03 Feb 2026 {at} GMT\n\n{event} Service {service} \n\n\tDate:        Tue, 03 Feb 2026 {at}\n"
        f"\tAction:      alert\n\tHost:        files-1\n\tDescription: {said}\n\nYour faithful employee,\nMonit\n"
    )


def test_monits_mails_are_about_a_service() -> None:
    gone = monit("Does not exist", "ferry-search", "process is not running")
    assert joined(gone, monit("Does not exist", "ferry-search", "process is not running", "12:30:07"))
    assert not joined(gone, monit("Does not exist", "ferry-ledger", "process is not running"))
    [part] = read(monit("Exists", "ferry-search", "process is running with pid 4711")).parts
    assert part.recovered
    assert part.text.startswith("Does not exist: ferry-search")


def test_a_mark_before_the_repeated_line_is_no_words() -> None:
    line = (
        "Server store/web-1 is {}, reason: Layer4 timeout, check duration: 2001ms. 1 active and 0 backup servers left"
    )
    mail = f"From: lb@example.org\nTo: ops@example.org\nSubject: [HAProxy Alert] {line}\n\n{line}\n"
    assert joined(mail.format("DOWN", "DOWN"), f"haproxy[88]: {line.format('DOWN')}.")
    assert read(mail.format("UP", "UP")).parts[0].recovered


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "night-dump", "status": "down"}, {"name": "rye-count", "status": "down"}),
        ({"name": "oven-1", "status": "down"}, {"name": "oven-2", "status": "down"}),
        ({"ovenName": "left", "alertType": "Oven went cold"}, {"ovenName": "right", "alertType": "Oven went cold"}),
        (
            {"event_definition_title": "ovens", "event": {"message": "ovens", "fields": {"text": "left one is cold"}}},
            {"event_definition_title": "ovens", "event": {"message": "ovens", "fields": {"text": "flour is damp"}}},
        ),
    ],
)
def test_what_an_object_names_is_told_apart(one: Mapping[str, object], other: Mapping[str, object]) -> None:
    first, second = ({"message": "No sign of life", **body} if "name" in body else body for body in (one, other))
    assert not joined(json.dumps(first), json.dumps(second))
    assert joined(json.dumps({**first, "at": "2026-05-01T03:00:00Z"}), json.dumps(first))


def test_names_of_people_and_runs_are_no_things() -> None:
    body = {"title": "Bread is late", "pipelineName": "rye", "status": "failed"}
    first = {**body, "userName": "ada", "runName": "rye-881", "imageName": "oven:1.2"}
    assert joined(json.dumps(first), json.dumps({**body, "userName": "bob", "runName": "x", "imageName": "oven:1.3"}))


def netdata(chart: str, status: str, number: int) -> str:
    used = f"9{number % 10}%"
    return (
        f"To: ops\nSubject: {status.title()}, disk_space_usage = {used}, on files-1\nX-Netdata-Host: files-1\n\n"
        f"files-1 is {status.lower()}\n\ndisk space usage = {used} disk space utilization\n\nChart   : {chart}\n"
        f"URL     : https://netdata.example.org/alarms/redirect?agentId=7&host=files-1&chart={chart}"
        f"&alarm=disk_space_usage&alarm_unique_id={number}&alarm_id=42&alarm_status={status}\n"
    )


def test_netdatas_mails_are_about_a_chart() -> None:
    full = netdata("disk_space._var", "CRITICAL", 101)
    assert joined(full, netdata("disk_space._var", "CRITICAL", 102))
    assert not joined(full, netdata("disk_space._data", "CRITICAL", 103))
    assert read(netdata("disk_space._var", "CLEAR", 104)).parts[0].recovered
    assert profile(full).severity is Severity.CRITICAL


WATCHED = [
    {"rule": {"level": 10, "description": "a tea caddy was opened"}, "agent": {"id": "3", "name": "{}"}},
    {"client": {"name": "{}"}, "check": {"name": "tea", "output": "TEA CRITICAL: 12 cups", "status": 2}},
    {"alarm": "Kettle load", "from": "Yellow", "to": "Red", "target": {"type": "Kettle", "name": "{}"}},
    {"type": "High Temperature", "originatorName": "{}", "severity": "CRITICAL", "status": "ACTIVE_UNACK"},
    {"level": "ERROR", "code": "TEA_COLD", "deviceInfo": {"deviceName": "{}"}, "description": "The tea is cold"},
    {"monitor": "hall", "alerts": [{"state": "ACTIVE", "trigger_name": "Tea below limit", "bucket_keys": "{}"}]},
]


@pytest.mark.parametrize("body", WATCHED)
def test_a_monitors_member_is_the_broken_thing(body: dict[str, object]) -> None:
    told = json.dumps(body)
    assert joined(told.replace("{}", "kettle-hall"), told.replace("{}", "kettle-hall"))
    assert not joined(told.replace("{}", "kettle-hall"), told.replace("{}", "press-yard"))


@pytest.mark.parametrize(
    ("lasts", "over"),
    [({"status": "ACTIVE_UNACK"}, {"status": "CLEARED_ACK"}), ({"state": "ACTIVE"}, {"state": "COMPLETED"})],
)
def test_states_in_two_words_end_too(lasts: dict[str, str], over: dict[str, str]) -> None:
    alert = {"trigger_name": "Tea below limit", "severity": "2"}
    assert not read(json.dumps({**alert, **lasts})).parts[0].recovered
    assert read(json.dumps({**alert, **over})).parts[0].recovered


def test_the_reason_of_a_monitor_tells_two_troubles_apart() -> None:
    def site(why: str) -> str:
        return json.dumps({"MONITORNAME": "Tea shop", "STATUS": "DOWN", "INCIDENT_REASON": why})

    assert not joined(site("Status code: 502"), site("The certificate expires in 5 days"))


def test_where_a_program_runs_is_no_thing() -> None:
    log = {"level": "error", "msg": "the order was refused", "hostName": "w-1", "fileName": "a.log", "jobName": "x"}
    assert joined(json.dumps(log), json.dumps({**log, "hostName": "w-2", "fileName": "b.log"}))


def test_a_databases_alert_log_in_markup_is_its_text() -> None:
    told = "TEA-1653: unable to extend table HALL.CUPS"
    assert joined(f"<msg time='2026-11-06T01:15:40' level='16'>\n <txt>{told}\n </txt>\n</msg>", told)
