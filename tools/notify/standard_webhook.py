"""Destination port: the type `webhook`, a receiver of Standard Webhooks (https://www.standardwebhooks.com).

The webhook of NOTIFY_WEBHOOK_URL has its own format and signature: see `tools/notify/webhook.py`.
"""

import base64
import binascii
from datetime import UTC, datetime
from typing import Self

import orjson
from standardwebhooks import Webhook

from tools.errors import Misconfigured
from tools.net.guarded import guarded_client
from tools.notify.card import Card, cut
from tools.notify.http import Caller
from tools.notify.outcomes import Undelivered, delivered
from tools.notify.specs import Secret, WebhookSpec
from tools.nouns.deliveries import Delivery, Outcome, Thread
from tools.nouns.json_types import Json
from tools.nouns.messages import CitedStep, Message
from tools.nouns.notices import NoticeKind
from tools.ports import Clock
from tools.times import rfc3339

_SHORTEST_KEY, _LONGEST_KEY = 24, 64
_PREFIX = "whsec_"
LONGEST_TEXT, MOST_LABELS, MOST_STEPS = 2_000, 30, 10
"""These keep an event below 64 kB, which every receiver accepts."""


class StandardWebhook:
    """A receiver of every notice. It deduplicates by `webhook-id`, which is the same on every try."""

    def __init__(self, spec: WebhookSpec, clock: Clock) -> None:
        self._spec = spec
        self._clock = clock
        self._signers = [Webhook(_key(secret)) for secret in spec.secrets]
        hidden = (spec.address, *(secret.value for secret in spec.secrets))
        self._http = Caller(guarded_client(allow_private=spec.allow_private), clock, secrets=hidden)

    @classmethod
    def open(cls, spec: WebhookSpec, clock: Clock) -> Self:
        """Open it from its spec. Raises Misconfigured for an invalid address or secret."""
        if not spec.address.startswith(("https://", "http://")):
            raise Misconfigured(f"destination {spec.name!r}: an http:// or https:// address is needed")
        return cls(spec, clock)

    @property
    def name(self) -> str:
        """See the port."""
        return self._spec.name

    def takes(self, _kind: NoticeKind) -> bool:
        """All kinds: the receiving program can filter."""
        return True

    async def deliver(self, delivery: Delivery, thread: Thread) -> Outcome:
        """See the port."""
        message = delivery.message
        outcome = await self._post(delivery.delivery_id, event_of(message))
        return delivered(Thread(delivery.delivery_id)) if not outcome.reason and not thread.external_id else outcome

    async def check(self) -> Outcome:
        """Send a signed event of type `check`: a receiver answers nothing else."""
        now = self._clock()
        return await self._post(f"check_{int(now)}", {"type": "check", "timestamp": rfc3339(now), "data": {}})

    async def close(self) -> None:
        """See the port."""
        await self._http.close()

    async def _post(self, event_id: str, event: Json) -> Outcome:
        body = orjson.dumps(event)
        headers = {"Content-Type": "application/json", "webhook-id": event_id} | self._signed(event_id, body)
        try:
            await self._http.call("POST", self._spec.address, body, headers)
        except Undelivered as end:
            return end.outcome
        return delivered()

    def _signed(self, event_id: str, body: bytes) -> dict[str, str]:
        """The headers with the time of this try and one signature per secret, over the exact bytes that are sent.

        The library ignores a time's zone and assumes UTC.
        """
        now = datetime.fromtimestamp(int(self._clock()), UTC)
        signatures = [signer.sign(event_id, now, body.decode()) for signer in self._signers]
        told = {"webhook-timestamp": str(int(now.timestamp()))}
        return told | ({"webhook-signature": " ".join(signatures)} if signatures else {})


def _key(secret: Secret) -> str:
    """The secret in the form the library takes. Raises Misconfigured.

    The library would skip characters that are not base64 and sign with the rest, which no other implementation accepts.
    """
    try:
        key = base64.b64decode(secret.value.removeprefix(_PREFIX) + "==", validate=False)
        strict = base64.b64encode(key).rstrip(b"=") == secret.value.removeprefix(_PREFIX).rstrip("=").encode()
    except (binascii.Error, ValueError):
        strict, key = False, b""
    if not strict or not _SHORTEST_KEY <= len(key) <= _LONGEST_KEY:
        raise Misconfigured(
            f"{secret.env}: a signing secret is whsec_ followed by {_SHORTEST_KEY} to {_LONGEST_KEY} bytes in base64"
        )
    return secret.value


def event_of(message: Message) -> Json:
    """The event in the form that Standard Webhooks recommends: a type, the time it happened, and its data."""
    card = Card.of(message)
    return {
        "type": f"incident.{message.kind.value}",
        "timestamp": rfc3339(message.at),
        "data": {
            "notice_id": message.notice_id,
            "tenant": message.tenant,
            "incident_id": message.incident_id,
            "root_id": message.root_id,
            "regression_of": message.regression_of,
            "status": message.status.value,
            "severity": message.severity.name,
            "service": cut(message.service, LONGEST_TEXT),
            "environment": cut(message.environment, LONGEST_TEXT),
            "title": cut(message.title, LONGEST_TEXT),
            "headline": card.headline,
            "summary": cut(message.summary, LONGEST_TEXT),
            "occurrences": message.occurrences,
            "first_seen": rfc3339(message.first_seen),
            "last_seen": rfc3339(message.last_seen),
            "labels": {cut(name, 200): cut(value, 200) for name, value in message.labels[:MOST_LABELS]},
            "why": list(card.why),
            "steps": [_step(step) for step in message.steps[:MOST_STEPS]],
            "fixed_last_time": cut(message.fixed_last_time, LONGEST_TEXT) if message.fixed_last_time else None,
            "actor": cut(message.actor, 200) if message.actor else None,
            "links": [{"label": link.label, "url": link.url} for link in message.links],
            "test": message.test,
        },
    }


def _step(step: CitedStep) -> Json:
    return {
        "text": cut(step.text, LONGEST_TEXT),
        "citations": [cut(each, 200) for each in step.citations[:10]],
        "dangers": [cut(each, 200) for each in step.dangers[:10]],
        "unverified": step.unverified,
        "not_in_runbook": step.not_in_runbook,
    }
