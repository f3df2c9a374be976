"""Destination port: Jira Cloud. One issue per ticket, found again by its label with the ticket's id.

Jira's search shows new issues only after some seconds, sometimes a minute. So after a try whose result is unknown, an
empty search result proves nothing until SETTLE_SECONDS have passed.
"""

from typing import Self

import orjson

from tools.errors import Misconfigured, Unavailable
from tools.notify import adf
from tools.notify.card import Card, cut
from tools.notify.http import Refusal
from tools.notify.jira_client import LABEL, JiraClient, refused_fields
from tools.notify.jira_moves import move
from tools.notify.outcomes import Undelivered, blocked, delivered, later, refused
from tools.notify.specs import JiraSpec
from tools.nouns.deliveries import Delivery, Outcome, OutcomeKind, Thread
from tools.nouns.json_types import Json
from tools.nouns.messages import Message
from tools.nouns.notices import CLOSING, NoticeKind
from tools.ports import Clock

LONGEST_SUMMARY = 255
LONGEST_DOCUMENT = 30_000
"""Jira accepts at most 32,767 characters in a text field."""
SETTLE_SECONDS = 90.0
_OPENING = frozenset((NoticeKind.OPENED, NoticeKind.REGRESSED))
_UNTOLD = frozenset((NoticeKind.GROWN, NoticeKind.RECOVERING, NoticeKind.DIGEST))
_SET_UP = frozenset(("project", "issuetype", "pid"))


class Jira:
    """A Jira project: a ticket is an issue, each later notice is a comment, and its resolution is a transition."""

    sender = "jira"

    def __init__(self, spec: JiraSpec, clock: Clock) -> None:
        self._spec = spec
        self._clock = clock
        self._jira = JiraClient(spec, clock)
        self._account_id = ""
        self._opened_at = clock()
        """An earlier process may have created any issue just before this time."""
        self._unsure: dict[str, float] = {}
        """By ticket: when this process last tried to create its issue without learning the result."""

    @classmethod
    def open(cls, spec: JiraSpec, clock: Clock) -> Self:
        """Open it from its spec. Raises Misconfigured for an invalid address."""
        if not spec.url.startswith(("https://", "http://")):
            raise Misconfigured(f"destination {spec.name!r}: url: an https:// address of the site is needed")
        return cls(spec, clock)

    @property
    def name(self) -> str:
        """See the port."""
        return self._spec.name

    def takes(self, kind: NoticeKind) -> bool:
        """All kinds but counts, quiet periods and digests: Jira mails every comment to the issue's watchers."""
        return kind not in _UNTOLD

    async def deliver(self, delivery: Delivery, thread: Thread) -> Outcome:
        """See the port."""
        try:
            return await self._tell(delivery, thread.external_id)
        except Refusal as refusal:
            return self._of_refusal(refusal)
        except Undelivered as end:
            return end.outcome

    async def check(self) -> Outcome:
        """Check the user's permissions in the project."""
        try:
            missing = await self._jira.missing_permissions()
        except Undelivered as end:
            return end.outcome
        return blocked(f"the user lacks {', '.join(missing)} in {self._spec.project}") if missing else delivered()

    async def account_id(self) -> str:
        """See `ActsByAccount`: the webhook reports our comments and transitions as acts of this account."""
        if not self._account_id:
            try:
                self._account_id = await self._jira.account_id()
            except Undelivered as end:
                raise Unavailable(f"Jira did not say which account is ours: {end.outcome.reason}") from end
        return self._account_id

    async def close(self) -> None:
        """See the port."""
        await self._jira.close()

    async def _tell(self, delivery: Delivery, key: str) -> Outcome:
        message = delivery.message
        if key:
            try:
                return await self._follow(key, delivery)
            except Refusal as refusal:
                if refusal.answer.status != 404 or await self._jira.missing_permissions():
                    raise
        found = await self._jira.find(message.incident_id)
        if found and found != key:
            return await self._follow(found, delivery)
        if message.kind in CLOSING:
            return delivered()  # there is no issue to close
        wait = self._unsure.get(message.incident_id, self._opened_at) + SETTLE_SECONDS - self._clock()
        if delivery.tries and wait > 0:
            return later("an earlier try may have made an issue that Jira's search does not show yet", wait)
        return delivered(Thread(await self._create(message)))

    async def _create(self, message: Message) -> str:
        self._unsure[message.incident_id] = self._clock()  # stays if this try is cut off
        try:
            key = await self._jira.create(self._fields(message))
        except Undelivered as end:
            if end.arrived is False:
                del self._unsure[message.incident_id]
            raise
        del self._unsure[message.incident_id]
        return key

    async def _follow(self, key: str, delivery: Delivery) -> Outcome:
        """Comment on the ticket's issue, and change its priority and status. Each part is idempotent."""
        message = delivery.message
        if message.kind not in _OPENING and not (
            delivery.tries and await self._jira.has_comment(key, delivery.delivery_id)
        ):
            body = adf.comment(Card.of(message), steps=message.kind is NoticeKind.ADVICE_READY)
            await self._jira.comment(key, body, delivery.delivery_id)
        priority = self._spec.priorities.get(message.severity.name)
        if message.kind is NoticeKind.ESCALATED and priority:
            await self._jira.edit(key, {"priority": {"name": priority}})
        stuck = await move(self._jira, self._spec, key, message.kind)
        return refused(stuck) if stuck else delivered(Thread(key))

    def _of_refusal(self, refusal: Refusal) -> Outcome:
        """A fault in the project or the issue type affects every issue, so it blocks the destination."""
        outcome, fields = refusal.outcome, refused_fields(refusal)
        if outcome.kind is OutcomeKind.REFUSED and fields and fields <= _SET_UP:
            return blocked(outcome.reason)
        return outcome

    def _fields(self, message: Message) -> Json:
        card = Card.of(message)
        whole = adf.document(card, whole=True)
        fits = len(orjson.dumps(whole).decode()) <= LONGEST_DOCUMENT
        priority = self._spec.priorities.get(message.severity.name)
        mapped = {name: _filled(value, message) for name, value in self._spec.fields.items()}
        return mapped | {
            "project": {"key": self._spec.project},
            "issuetype": {"name": self._spec.issue_type},
            "summary": cut(card.headline, LONGEST_SUMMARY),
            "description": whole if fits else adf.document(Card.of(message, brief=True), whole=True),
            "labels": [LABEL, message.incident_id, *self._spec.labels],
            **({"priority": {"name": priority}} if priority else {}),
        }


def _filled(value: object, message: Message) -> object:
    """A field's value with {service} and the other placeholders filled in, also in nested texts."""
    if isinstance(value, str):
        named = {
            "service": message.service,
            "environment": message.environment,
            "severity": message.severity.name,
            "incident_id": message.incident_id,
        }
        for name, text in named.items():
            value = value.replace(f"{{{name}}}", text)
        return cut(value, LONGEST_SUMMARY)
    if isinstance(value, list):
        return [_filled(each, message) for each in value]
    if isinstance(value, dict):
        return {name: _filled(each, message) for name, each in value.items()}
    return value
