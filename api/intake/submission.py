"""One observation on its way in: first as it was sent, then as a redacted report with its profile."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple, Protocol

from tools.errors import InvalidRequest, TooLarge
from tools.ids import keyed_request_id, new_request_id, numbered_request_id
from tools.nouns.callers import Caller, Scope
from tools.nouns.queued import QueuedReport
from tools.nouns.redacted import NOTHING, Redacted
from tools.nouns.reports import MAX_LOG_BYTES, ProfiledReport, Report
from tools.nouns.severity import Severity
from tools.ports import Clock
from tools.telemetry.spans import trace_id
from tools.text.hostile_characters import checked_name, clean, is_longer
from tools.text.identity.fingerprint import profiles_of, with_profiles
from tools.text.redaction.redact import redact

ROUTE = "/incident"
"""Part of the request id of every keyed report, at every door. With another value, repeats would count again."""

MOST_OTHERS = 100
"""The most alerts in one text besides the worst one; a text of 64 KiB hardly holds more."""

Redaction = Callable[[str], Redacted]


class Observation(Protocol):
    """A report as it was sent, neither cleaned nor redacted. A parsed request body is one."""

    @property
    def log(self) -> str:
        """The log line, alert text or stack trace; at most 64 KiB."""
        ...

    @property
    def service(self) -> str:
        """Where it happened."""
        ...

    @property
    def environment(self) -> str | None:
        """For example production."""
        ...

    @property
    def severity(self) -> Severity | None:
        """As the sender states it; None if the sender does not."""
        ...

    @property
    def labels(self) -> Mapping[str, str]:
        """Names and values of the alert's labels."""
        ...

    @property
    def release(self) -> str | None:
        """The version that was running."""
        ...

    @property
    def event_time(self) -> float | None:
        """When it happened, in epoch seconds; None means that reports are ordered by arrival."""
        ...

    @property
    def source(self) -> str | None:
        """The name of what sent it."""
        ...


class Submission(NamedTuple):
    """A redacted report with its profile, and how to decide it."""

    profiled: ProfiledReport
    keyed: bool = False
    """True if its request id comes from a client's idempotency key: it may be a repeat, even with another body."""

    through_graph: bool = False
    """Run the agents even for a known problem."""

    others: tuple["Submission", ...] = ()
    """The other alerts in the same text: if several alerts were pasted at once, each is decided."""


class Reception:
    """Turns observations into submissions. One object per process: it caches the names that it has redacted."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        # Services, environments and releases repeat, and few contain anything to redact.
        self._name = lru_cache(4096)(_redacted_name)

    def submission(
        self,
        caller: Caller,
        observation: Observation,
        key: str | None = None,
        through_graph: bool = False,
        redaction: Redaction = redact,
    ) -> Submission:
        """Return the observation as the caller's report; the caller's key may force its service and environment.

        `redaction` may cache texts that repeat within one batch. Raises Forbidden for a caller who may not report,
        TooLarge for a log over 64 KiB, InvalidRequest for an empty log or a name with hidden characters.
        """
        report = self.report(caller, observation, key, redaction)
        return self.submission_of(report, keyed=key is not None, through_graph=through_graph)

    def report(
        self, caller: Caller, observation: Observation, key: str | None = None, redaction: Redaction = redact
    ) -> Report:
        """Return the redacted report without a profile, with the severity it was sent with.

        Raises what `submission` raises.
        """
        caller.require(Scope.REPORT)
        if is_longer(observation.log, MAX_LOG_BYTES):
            raise TooLarge(f"log is longer than {MAX_LOG_BYTES} bytes: send the part that matters")
        cleaned = clean(observation.log)
        if not cleaned or cleaned.isspace():
            raise InvalidRequest("log: must not be empty")
        service, environment = caller.service or observation.service, caller.environment or observation.environment
        if not service:
            raise InvalidRequest("service: must not be empty")
        now, name = self._clock(), self._name
        return Report(
            request_id=_request_id(caller.tenant, key, now),
            tenant=caller.tenant,
            service=name(service),
            log=redaction(cleaned),
            received_at=now,
            environment=name(environment) if environment else NOTHING,
            severity=observation.severity,
            labels={redaction(label): redaction(value) for label, value in observation.labels.items()},
            release=name(observation.release) if observation.release else None,
            occurred_at=observation.event_time,
            source=name(observation.source) if observation.source else NOTHING,
            trace_id=trace_id(),
        )

    def submission_of(self, report: Report, *, keyed: bool = False, through_graph: bool = False) -> Submission:
        """Profile a redacted report: its worst alert, with any other alerts as `others`."""
        profiles = profiles_of(report)
        worst, own = profiles[0], report
        if report.severity is None and worst.severity is not None:
            own = report.judged(worst.severity)
        others = tuple(_others(report, keyed=keyed)) if len(profiles) > 1 else ()
        return Submission(ProfiledReport(own, worst), keyed, through_graph, others)

    def queued(self, queued: QueuedReport) -> Submission:
        """Return the submission for a report that waited in the queue, as part of the present trace."""
        report = replace(queued.report, trace_id=trace_id())
        return self.submission_of(report, keyed=queued.keyed, through_graph=queued.through_graph)

    def once_more(self, submission: Submission, key: str | None = None) -> Submission:
        """Return another report with the text of an earlier one and an id of its own; the text is not read again."""
        report, profile = submission.profiled
        now = self._clock()
        again = report.sent_again(_request_id(report.tenant, key, now), now)
        return Submission(ProfiledReport(again, profile), key is not None, submission.through_graph)


def _request_id(tenant: str, key: str | None, now: float) -> str:
    return keyed_request_id(tenant, ROUTE, key) if key else new_request_id(now)


def _others(report: Report, *, keyed: bool) -> Iterator[Submission]:
    """Yield a submission per further alert, with its own text and an id that a repeat of the whole text gets again."""
    _, *rest = with_profiles(report)
    for number, (each, profile) in enumerate(rest[:MOST_OTHERS], start=1):
        own = replace(each, request_id=numbered_request_id(report.request_id, number))
        if not profile.recovered:  # nothing is stored about an end: it is found by the whole text
            own = replace(own, log=profile.message or report.log)
        yield Submission(ProfiledReport(own, profile), keyed)


def _redacted_name(name: str) -> Redacted:
    try:
        return redact(checked_name(name))
    except ValueError as error:
        raise InvalidRequest(f"{name[:80]!a}: {error}") from error
