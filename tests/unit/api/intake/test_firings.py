"""An alert as a submission: repeats are known by their words, keys force where it happened, events have one id."""

from dataclasses import replace

from api.intake.firings import Firings, Source
from tools.ids import keyed_request_id
from tools.inbound.signal import Fired
from tools.nouns.callers import Caller, Scope
from tools.nouns.reports import Report
from tools.nouns.severity import Severity
from tools.text.redaction.redact import redact

SECRET = "jane.doe@example.com"
DISK = Fired(
    "disk of db-1 is full", "disk of db-1 is full", "storage", "prod", Severity.HIGH, dedup_key="k", starts_at=5.0
)
CALLER = Caller("acme", "key:m", frozenset([Scope.REPORT]))


def source(caller: Caller = CALLER, sender: str = "grafana", now: float = 10.0) -> Source:
    return Source(caller, sender, state_as_of_now=True, now=now)


def report(fired: Fired, said: Source | None = None) -> Report:
    return Firings(said or source(), redact).submission(fired).profiled.report


def fingerprint(fired: Fired, said: Source | None = None) -> str:
    return Firings(said or source(), redact).submission(fired).profiled.profile.fingerprint


def test_a_repeat_has_the_same_profile_and_its_own_times() -> None:
    one = Firings(source(), redact).submission(DISK).profiled
    other = Firings(source(now=20.0), redact).submission(replace(DISK, starts_at=6.0)).profiled
    assert other.profile is one.profile
    assert (one.report.received_at, other.report.received_at) == (10.0, 20.0)
    assert (one.report.occurred_at, other.report.occurred_at) == (5.0, 6.0)
    assert one.report.request_id != other.report.request_id
    assert other.report.activation.starts_at == 6.0


def test_callers_and_senders_do_not_share_what_is_known() -> None:
    forced = replace(CALLER, service="web", environment="test")
    assert (report(DISK).service, report(DISK).environment) == ("storage", "prod")
    assert (report(DISK, source(forced)).service, report(DISK, source(forced)).environment) == ("web", "test")
    assert report(DISK, source(replace(CALLER, tenant="globex"))).tenant == "globex"
    others = [source(forced), source(replace(CALLER, tenant="globex"))]
    assert len({fingerprint(DISK), *(fingerprint(DISK, other) for other in others)}) == 3
    assert report(DISK, source(sender="sentry")).activation.sender == "sentry"


def test_the_sender_stands_in_for_a_service_and_words() -> None:
    bare = Fired("", "", starts_at=5.0)
    assert report(bare).service == "grafana"
    assert report(bare).log == "Alert without a name"


def test_every_word_is_redacted() -> None:
    told = Fired(SECRET, SECRET, SECRET, SECRET, labels={SECRET: SECRET}, dedup_key=SECRET, release=SECRET, host=SECRET)
    made = Firings(source(), redact).submission(told).profiled
    assert SECRET not in repr(made)
    assert "[REDACTED:email]" in made.report.log


def test_the_same_event_has_the_same_id() -> None:
    told = replace(DISK, event_id="m-1")
    firings = Firings(source(), redact)
    first, second = (firings.submission(told).profiled.report.request_id for _ in range(2))
    assert first != second  # two alerts in one message
    assert report(told).request_id == first
    assert first == keyed_request_id(CALLER.tenant, f"signal\x1f{source().sender}", "m-1")
    assert report(told, source(replace(CALLER, environment="test"))).request_id != first
    assert report(told, source(replace(CALLER, tenant="globex"))).request_id != first


def test_a_test_is_a_low_ticket_that_says_so() -> None:
    tried = report(replace(DISK, is_test=True))
    assert tried.severity is Severity.LOW
    assert tried.log.startswith("Test: disk of db-1")


def test_links_are_labels_that_retrieval_reads() -> None:
    linked = report(
        replace(DISK, runbook_url="https://wiki/r", labels={"dashboard_url": "own"}, dashboard_url="https://d")
    )
    assert linked.labels == {"dashboard_url": "own", "runbook_url": "https://wiki/r"}
