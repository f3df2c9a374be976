"""Destination port: PagerDuty's Events API v2. The dedup key is the ticket's id, so each ticket is one incident.

https://developer.pagerduty.com/docs/events-api-v2-overview
"""

import hashlib
from typing import Self

import orjson

from tools.errors import Misconfigured
from tools.notify.card import Card, cut
from tools.notify.http import Answer, Caller, Refusal, vendor_client
from tools.notify.outcomes import Undelivered, blocked, delivered, refused
from tools.notify.specs import PagerDutySpec, Secret
from tools.nouns.deliveries import Delivery, Outcome, OutcomeKind, Thread
from tools.nouns.json_types import Json
from tools.nouns.messages import Message
from tools.nouns.notices import CLOSING, NoticeKind
from tools.nouns.severity import Severity
from tools.ports import Clock
from tools.times import rfc3339

LONGEST_SUMMARY = 1_024
LARGEST_EVENT = 512_000
RATE_LIMIT_WAIT_SECONDS = 180.0
"""PagerDuty asks clients to wait some minutes, without giving a number."""
_SEVERITIES = {
    Severity.CRITICAL: "critical",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "info",
}
_ACTIONS = {
    NoticeKind.OPENED: "trigger",
    NoticeKind.REGRESSED: "trigger",
    NoticeKind.ESCALATED: "trigger",
    NoticeKind.REOPENED: "trigger",
    NoticeKind.UNACKNOWLEDGED: "trigger",
    NoticeKind.SPLIT: "trigger",
    NoticeKind.ACKNOWLEDGED: "acknowledge",
    **dict.fromkeys(CLOSING, "resolve"),
}
_PROBE_KEY = "incident-responder-check"


class PagerDuty:
    """A PagerDuty service. An incident is acknowledged and resolved with the routing key that triggered it."""

    def __init__(self, spec: PagerDutySpec, clock: Clock) -> None:
        self._spec = spec
        self._keys = {_digest(each.value): each for each in (*spec.older_routing_keys, spec.routing_key)}
        self._http = Caller(vendor_client(), clock, _error_text, (each.value for each in self._keys.values()))

    @classmethod
    def open(cls, spec: PagerDutySpec, clock: Clock) -> Self:
        """Open it from its spec. Raises Misconfigured for a malformed routing key."""
        for key in (spec.routing_key, *spec.older_routing_keys):
            if len(key.value) != 32 or not key.value.isalnum():
                raise Misconfigured(f"{key.env}: a PagerDuty routing key has 32 letters and digits")
        return cls(spec, clock)

    @property
    def name(self) -> str:
        """See the port."""
        return self._spec.name

    def takes(self, kind: NoticeKind) -> bool:
        """The kinds that trigger, acknowledge or resolve an incident; PagerDuty has no other events."""
        return kind in _ACTIONS

    async def deliver(self, delivery: Delivery, thread: Thread) -> Outcome:
        """See the port. Events are idempotent by their dedup key, so a retry changes nothing."""
        message = delivery.message
        action = _ACTIONS.get(message.kind)
        if action is None or (action == "trigger" and not message.status.live):
            return delivered()
        key = self._key_of(thread)
        if key is None:
            variable = thread.details.get("routing_key_env", "another variable")
            if action != "trigger":
                return refused(
                    f"the incident was triggered with a key that {variable} no longer holds: close it in PagerDuty, or "
                    "name the old key in older_routing_keys_env and replay this delivery"
                )
            key = self._spec.routing_key
        outcome = await self._send(event_of(key, action, message))
        if outcome.kind is not OutcomeKind.DELIVERED:
            return outcome
        kept = {"routing_key_env": key.env, "routing_key": _digest(key.value)}
        return delivered(Thread(message.incident_id, kept))

    async def check(self) -> Outcome:
        """Resolve an unused dedup key: PagerDuty accepts the event if the routing key is valid, and ignores it."""
        return await self._send(
            {"routing_key": self._spec.routing_key.value, "event_action": "resolve", "dedup_key": _PROBE_KEY}
        )

    async def close(self) -> None:
        """See the port."""
        await self._http.close()

    def _key_of(self, thread: Thread) -> Secret | None:
        """The routing key that triggered the incident; None if it is no longer configured."""
        digest = thread.details.get("routing_key")
        return self._keys.get(digest) if digest else self._spec.routing_key

    async def _send(self, event: Json) -> Outcome:
        try:
            await self._http.post(self._spec.events_url, event)
        except Refusal as refusal:
            return _of_refusal(refusal)
        except Undelivered as end:
            return end.outcome
        return delivered()


def _of_refusal(refusal: Refusal) -> Outcome:
    outcome, answer = refusal.outcome, refusal.answer
    if answer.status == 429:
        return Outcome(OutcomeKind.LATER, None, outcome.reason, outcome.retry_after or RATE_LIMIT_WAIT_SECONDS)
    if answer.status == 400 and "routing_key" in answer.text.lower():
        return blocked(outcome.reason)  # the key is refused, not this event
    return outcome


def _error_text(answer: Answer) -> str:
    """The reasons in `{"status": "invalid event", "message": …, "errors": […]}`."""
    errors = answer.json.get("errors")
    told = [answer.json.get("message"), *(errors if isinstance(errors, list) else ())]
    return "; ".join(str(each) for each in told if each)


def _digest(key: str) -> str:
    """Identifies a key without revealing it: 48 bits of a hash of 128 random bits."""
    return hashlib.sha256(key.encode()).hexdigest()[:12]


def event_of(key: Secret, action: str, message: Message) -> Json:
    """The event to send: with the full message, or a brief one if that is too large."""
    event: Json = {"routing_key": key.value, "event_action": action, "dedup_key": message.incident_id}
    if action != "trigger":
        return event
    whole = event | _trigger(message, Card.of(message))
    fits = len(orjson.dumps(whole)) <= LARGEST_EVENT
    return whole if fits else event | _trigger(message, Card.of(message, brief=True))


def _trigger(message: Message, card: Card) -> Json:
    details: Json = {**dict(card.facts), "What happened": card.summary}
    details |= {"Why": list(card.why)} if card.why else {}
    details |= {"First steps": list(card.steps)} if card.steps else {}
    details |= {"Fixed last time by": card.fixed_last_time} if card.fixed_last_time else {}
    pages = [link.url for link in card.links][:1]
    return {
        "payload": {
            "summary": cut(f"{card.headline} ({message.service})", LONGEST_SUMMARY),
            "source": cut(message.service or "incident-responder", 255),
            "severity": _SEVERITIES[message.severity],
            "timestamp": rfc3339(message.at),
            "component": cut(message.service, 255),
            "group": cut(message.environment, 255),
            "class": message.kind.value,
            "custom_details": details,
        },
        "client": "Incident Responder",
        **({"client_url": pages[0]} if pages else {}),
        "links": [{"href": link.url, "text": link.label} for link in card.links],
    }
