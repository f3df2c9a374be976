"""Takes in what senders post, from request to answer: authentication, signature, reading, outcome of each signal."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request

from api.auth.accounts import Principal
from api.auth.signatures.posted import Posted
from api.auth.signatures.schemes import is_signed
from api.deps import principal_of
from api.http.body_guard import ZIPPED, unzipped
from api.http.later import limits_as_unavailable
from api.http.problems import ProblemError
from api.http.refusals import note_refused, noting_ended_keys
from api.http.url_tokens import URL_TOKEN
from api.intake.firings import KNOWN_ALERTS, Source
from api.intake.signal_outcomes import Rights, SignalOutcome
from api.services import Services
from api.telemetry.doors import current_door, door_of
from tools.errors import Forbidden
from tools.inbound.reader import Given
from tools.inbound.registry import SENDERS, Reading, Sender, read, sender_named
from tools.inbound.signal import Ignored, Reason, Signals
from tools.nouns.accounts import DEFAULT_TENANT
from tools.nouns.callers import Caller, Scope
from tools.nouns.intake_log import MAX_EXCERPT_BYTES, RefusedBody
from tools.nouns.json_types import Json
from tools.nouns.redacted import derived
from tools.text.hostile_characters import clean
from tools.text.redaction.redact import redact

KINDS = ("fired", "recovered", "acted", "ignored")
_NO_TEXT = frozenset((Reason.UNREADABLE, Reason.CUT))


@dataclass(frozen=True, slots=True)
class Arrival:
    """A body whose sender has been admitted."""

    principal: Principal
    posted: Posted
    signed: bool

    @property
    def rights(self) -> Rights:
        """What the sender may do."""
        key = self.principal.key
        may_act = self.signed or Scope.RESPOND in self.principal.caller.scopes
        if key is None:
            return Rights(may_act=may_act, signed=self.signed)
        return Rights(may_act=may_act, signed=self.signed, heartbeat=key.heartbeat, quiet=key.recovery_quiet_seconds)

    @property
    def warnings(self) -> list[str]:
        """`unsigned` if only a key vouches for the body."""
        return [] if self.signed or self.principal.key is None else ["unsigned"]

    def given(self, services: Services) -> Given:
        """Return what the readers need from the key and the settings."""
        key, level = self.principal.key, services.settings.otlp_min_severity
        mapping = key.mapping if key else {}
        return Given(self.posted.now, mapping=mapping, min_severity=level, known=KNOWN_ALERTS)


def sender_of(name: str) -> Sender:
    """Return the sender with this name in the path. Raises ProblemError 404, listing all senders."""
    found = sender_named(name)
    if found is None:
        known = sorted(SENDERS)
        raise ProblemError(404, f"no sender {name[:80]!r}: use one of {', '.join(known)}", senders=known)
    return found


async def admitted(request: Request, services: Services, name: str) -> tuple[Arrival, Sender]:
    """Authenticate a body for the sender of that name, and note for its people what is not let in.

    Raises ProblemError 401 for a wrong key or signature and 404 for an unknown sender, Forbidden for another sender's
    key, and Unavailable if it cannot be checked now.
    """
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in request.scope["headers"]}
    posted = Posted(await request.body(), headers, services.toolbox.clock())
    if by_signature := _slack_alone(request, services, name, posted):
        return by_signature, sender_of(name)
    with limits_as_unavailable(), noting_ended_keys(services, request.scope["path"]):
        principal = await principal_of(request, services, Scope.REPORT)
    if (limit := request.scope.get(ZIPPED)) is not None:
        posted = replace(posted, body=unzipped(posted.body, limit))
    sender = sender_of(name)
    try:
        return await _vouched_for(services, principal, sender, posted), sender
    except (ProblemError, Forbidden) as error:
        note_refused(services, principal, sender.name, str(error))
        raise


async def _vouched_for(services: Services, principal: Principal, sender: Sender, posted: Posted) -> Arrival:
    key = principal.key
    if key is not None and key.sender not in ("", sender.name):
        raise Forbidden(f"this key is for the sender {key.sender}, not for {sender.name}")
    return Arrival(principal, posted, await services.sender_check.is_signed(key, sender.name, posted))


def _slack_alone(request: Request, services: Services, name: str, posted: Posted) -> Arrival | None:
    """Admit Slack, which cannot send a key, by its signature alone, for the default tenant."""
    secrets = services.slack_apps.signing_secrets if name == "slack" else ()
    brings_key = "authorization" in posted.headers or "x-api-key" in posted.headers or URL_TOKEN in request.scope
    if not secrets or brings_key:
        return None
    principal = Principal("slack", Caller(DEFAULT_TENANT, "slack", frozenset([Scope.REPORT])))
    if not any(is_signed(name, secret, posted) for secret in secrets):
        error = ProblemError(401, "the body has no valid signature of slack: check SLACK_SIGNING_SECRET")
        note_refused(services, principal, name, error.detail)
        raise error
    return Arrival(principal, posted, signed=True)


async def reading_of(services: Services, arrived: Arrival, sender: Sender) -> Reading:
    """Return the signals in the body. If it has no readable text, store its beginning and raise ProblemError 422."""
    posted = arrived.posted
    found = read(sender, posted.body, now=posted.now, headers=posted.headers, given=arrived.given(services))
    try:
        check_readable(found.signals)
    except ProblemError as error:
        await keep_refused(services, arrived, sender, error.detail)
        raise
    return found


async def keep_refused(services: Services, arrived: Arrival, sender: Sender, why: str) -> None:
    """Store the beginning of a body, for the person who connects the sender."""
    services.metrics.unreadable(sender.name)
    text = arrived.posted.body.decode("utf-8", "replace")[:MAX_EXCERPT_BYTES]
    excerpt = derived(redact(clean(text)).encode()[:MAX_EXCERPT_BYTES].decode("utf-8", "ignore"))
    principal, now = arrived.principal, arrived.posted.now
    body = RefusedBody(
        tenant=principal.tenant, sender=sender.name, identity=principal.identity, at=now, why=why, excerpt=excerpt
    )
    await services.toolbox.intake_log.refuse(body)


def check_readable(signals: Signals) -> None:
    """Raise ProblemError 422 for a body that is binary, or cut before its first word. An empty one loses nothing."""
    unreadable = [signal.text for signal in signals if isinstance(signal, Ignored) and signal.reason in _NO_TEXT]
    if len(unreadable) == len(signals):
        why = "; ".join(unreadable[:3]) or "nothing"
        raise ProblemError(422, f"the body contains no readable text ({why}): send JSON or text in UTF-8")


async def take(services: Services, arrived: Arrival, sender: Sender, reading: Reading) -> list[SignalOutcome]:
    """Process the signals; the outcomes are durable. Raises ProblemError 503 for failures that may pass."""
    principal, read_as = arrived.principal, reading.sender
    with limits_as_unavailable():
        services.report_limit.count_whole(principal.identity, max(1, len(reading.signals)))
        current_door.set(door_of(sender.name))
        source = Source(principal.caller, read_as.name, read_as.state_as_of_now, arrived.posted.now)
        taken = await services.signals.take(source, reading.signals, arrived.rights)
    services.metrics.signalled(read_as.name, ["reminder" if each.reminder else each.kind for each in taken])
    who = principal.tenant, principal.identity, sender.name
    reasons = [each.reason for each in taken if each.kind == "ignored"]
    services.last_intakes.note(*who, arrived.posted.now, counts_of(taken), arrived.warnings, reasons)
    return taken


def counts_of(taken: Sequence[SignalOutcome]) -> dict[str, int]:
    """Return the number of signals of each kind."""
    counted = Counter(each.kind for each in taken)
    return {kind: counted[kind] for kind in KINDS}


def answer_to(taken: Sequence[SignalOutcome], warnings: Sequence[str], **more: Any) -> Json:
    """Return `{signals, counts, warnings?}`, and what some senders need in addition."""
    shown: Json = {"signals": [_signal(each) for each in taken], "counts": counts_of(taken)}
    return shown | ({"warnings": list(warnings)} if warnings else {}) | more


def _signal(taken: SignalOutcome) -> Json:
    """Leave out empty fields, except where a recovery or an act matched nothing."""
    shown: Json = {"kind": taken.kind}
    for name in ("status", "incident_id", "severity", "dedup_key", "reason", "detail"):
        if value := getattr(taken, name):
            shown[name] = value
    if taken.reminder:
        shown["reminder"] = True
    if taken.kind in ("recovered", "acted"):
        shown["incident_id"] = taken.incident_id
    return shown
