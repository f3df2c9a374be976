"""Turns a firing alert into a submission with its activation, and with the same request id when it is repeated."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from api.intake.redacted_signals import redacted_signal
from api.intake.submission import Redaction, Submission
from tools.cache import BoundedCache
from tools.ids import dedup_digest, keyed_request_id, new_request_id
from tools.inbound.signal import Fired, Recovered
from tools.nouns.activations import ActivationOf
from tools.nouns.callers import Caller, Scope
from tools.nouns.redacted import Labels, Redacted, derived
from tools.nouns.reports import MAX_LOG_BYTES, Profile, ProfiledReport, Report
from tools.nouns.severity import Severity
from tools.telemetry.spans import trace_id
from tools.text.identity.fingerprint import profile_of_signal


@dataclass(frozen=True, slots=True)
class Source:
    """Who sent a body: the caller, and the sender whose schema it has."""

    caller: Caller
    sender: str
    state_as_of_now: bool
    """See `tools.inbound.registry.Sender`."""

    now: float
    """When it arrived, in epoch seconds."""

    def environment(self, stated: str) -> str:
        """The environment that the caller's key fixes, else the one that the alert states."""
        return self.caller.environment or stated

    def service(self, stated: str) -> str:
        """The service that the caller's key fixes, else the one that the alert states, else the sender's name."""
        return self.caller.service or stated or self.sender


class Prepared(NamedTuple):
    """The part of an alert that is the same in all its firings, redacted and profiled once."""

    report: Report
    """Without the times and the id of a particular firing."""

    profile: Profile
    dedup_key: Redacted
    key: str
    """A digest of the sender's dedup key; empty if it has none."""


@dataclass(slots=True)
class Firings:
    """Turns the alerts of one body into submissions."""

    source: Source
    redaction: Redaction
    _events: Counter[str] = field(default_factory=Counter)

    def submission(self, fired: Fired) -> Submission:
        """Return the alert as the caller's report. An alert without text is reported by its title."""
        source = self.source
        source.caller.require(Scope.REPORT)
        prepared = self._prepared(fired)
        activation, request_id = self._activation(fired, prepared), self._request_id(fired)
        report = prepared.report.fired_again(request_id, source.now, fired.starts_at, activation, trace_id())
        return Submission(ProfiledReport(report, prepared.profile))

    def end(self, recovered: Recovered) -> Submission:
        """Return the end of an alert that has no dedup key, as a report with the text of its firing."""
        names = ("text", "headline", "service", "environment", "host", "labels", "event_id", "grouped_by")
        fired = Fired(**{name: getattr(recovered, name) for name in names}, starts_at=recovered.at)
        report, profile = self.submission(fired).profiled
        return Submission(ProfiledReport(report, replace(profile, recovered=True)))

    def _prepared(self, fired: Fired) -> Prepared:
        """Prepare an alert once, since alerts come again word for word.

        The cache key is a digest, so it holds no secret.
        """
        source = self.source
        caller, digest = source.caller, fired.told_by or _digest(fired)
        key = (caller.tenant, caller.service, caller.environment, source.sender, digest)
        known = _PREPARED.get(key)
        if known is None:
            known = _PREPARED[key] = self._prepare(fired)
        return known

    def _prepare(self, fired: Fired) -> Prepared:
        source, clean = self.source, _without_secrets(fired, self.redaction)
        report = Report(
            request_id="",
            tenant=source.caller.tenant,
            service=derived(self.redaction(source.service(clean.service))),
            log=_log(clean),
            received_at=0.0,
            environment=derived(self.redaction(source.environment(clean.environment))),
            severity=Severity.LOW if fired.is_test else fired.severity,
            labels=_labels(clean),
            release=derived(clean.release) if clean.release else None,
            source=derived(source.sender),
        )
        profile = profile_of_signal(report, clean)
        if report.severity is None and profile.severity is not None:
            report = replace(report, severity=profile.severity)
        if fired.told_by and clean.dedup_key == fired.dedup_key and not fired.is_test:
            KNOWN_ALERTS[fired.told_by] = clean
        key = dedup_digest(fired.dedup_key) if fired.dedup_key else ""
        return Prepared(report, profile, derived(clean.dedup_key), key)

    def _activation(self, fired: Fired, known: Prepared) -> ActivationOf | None:
        if not known.key:
            return None
        source, times = self.source, (fired.starts_at, self.source.state_as_of_now, fired.expires_at)
        return ActivationOf(source.sender, known.key, known.dedup_key, *times)

    def _request_id(self, fired: Fired) -> str:
        """Return the same id for the same event. Alerts in one message are told apart by their order."""
        if not fired.event_id:
            return new_request_id(self.source.now)
        self._events[fired.event_id] += 1
        number = self._events[fired.event_id]
        event = fired.event_id if number == 1 else f"{fired.event_id}\x1f{number}"
        route = "\x1f".join(filter(None, ("signal", self.source.sender, self.source.caller.environment)))
        return keyed_request_id(self.source.caller.tenant, route, event)


_PREPARED: BoundedCache[tuple[str, str, str, str, bytes], Prepared] = BoundedCache(4096, texts=True)
KNOWN_ALERTS: BoundedCache[bytes, Fired] = BoundedCache(4096, texts=True)
"""Redacted alerts by `Fired.told_by`, so that the readers need not parse a repeated alert again."""


def _digest(fired: Fired) -> bytes:
    """A digest of everything in an alert except its times."""
    content = (
        fired.text, fired.headline, fired.service, fired.environment, fired.severity, fired.host, fired.labels,
        fired.runbook_url, fired.dashboard_url, fired.dedup_key, fired.release, fired.is_test, fired.grouped_by,
    )  # fmt: skip
    return hashlib.blake2b(repr(content).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _without_secrets(fired: Fired, redaction: Redaction) -> Fired:
    headline = fired.headline
    if fired.is_test:
        headline = f"Test: {headline or fired.text.partition(chr(10))[0]}"
    return redacted_signal(replace(fired, headline=headline), redaction)


def _log(clean: Fired) -> Redacted:
    """The alert's headline on a line of its own, then its text, as a person would paste it; at most MAX_LOG_BYTES."""
    rest = clean.text.removeprefix(f"{clean.headline}: ")
    log = clean.text if clean.text.startswith(clean.headline) else f"{clean.headline}\n{rest}"
    log = log.strip() or clean.title
    return derived(log.encode("utf-8", "replace")[:MAX_LOG_BYTES].decode("utf-8", "ignore"))


def _labels(clean: Fired) -> Labels:
    """Return the alert's own labels and its links. Retrieval uses the link to the runbook."""
    labels = {derived(name): derived(value) for name, value in clean.labels.items()}
    for name, value in (("runbook_url", clean.runbook_url), ("dashboard_url", clean.dashboard_url)):
        if value:
            labels.setdefault(derived(name), derived(value))
    return labels
