"""Answers Slack's requests: its challenge, commands, buttons and modals."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

import orjson

from api.auth.signatures.posted import Posted
from api.http.inbound import Arrival, answer_to
from api.intake.signal_outcomes import SignalOutcome
from api.services import Services
from api.slack.desk import Reply
from api.slack.modal import refused
from tools.inbound.documents import documents_in
from tools.inbound.fields import Fields
from tools.inbound.signal import Reason
from tools.inbound.slack_asks import Ask, Verb, asks_in, user_in
from tools.nouns.json_types import Json

_MOST_FIELDS = 100


_QUESTIONS = frozenset((Verb.LIST, Verb.SHOW, Verb.HELP))
_MOST_ASKS = 5
_OUTSIDER = "People of another workspace may not report here."


async def answer_to_ask(services: Services, arrived: Arrival) -> Json | None:
    """Do what was asked, if the user may; return None for reports and for bodies that ask us nothing."""
    body = _body(arrived.posted)
    asks = asks_in(body)[:_MOST_ASKS]
    if not asks:
        if not user_in(body).is_outsider:
            return None
        ignored = SignalOutcome(kind="ignored", reason=Reason.ACT_NOT_ALLOWED.value, detail="of another workspace")
        return answer_to([ignored], arrived.warnings, response_type="ephemeral", text=_OUTSIDER)
    services.report_limit.count(arrived.principal.identity, len(asks))
    shown = "command" in body or asks[0].from_form
    answer, tenant = services.slack.answer, arrived.principal.tenant
    replies = [await answer(ask, tenant, signed=arrived.signed, shown=shown) for ask in asks]
    if asks[0].from_form:
        return {} if replies[0].done else refused(replies[0].text)
    taken = [_taken(ask, reply) for ask, reply in zip(asks, replies, strict=True)]
    text = "\n".join(reply.text for reply in replies)
    return answer_to(taken, arrived.warnings, response_type="ephemeral", text=text)


def _taken(ask: Ask, reply: Reply) -> SignalOutcome:
    if reply.denied:
        return SignalOutcome(kind="ignored", reason=Reason.ACT_NOT_ALLOWED.value)
    if ask.verb in _QUESTIONS:
        return SignalOutcome(kind="ignored", reason="question", incident_id=reply.incident_id)
    return SignalOutcome(kind="acted", incident_id=reply.incident_id, reason="" if reply.done else reply.text[:200])


def _body(posted: Posted) -> Fields:
    found = documents_in(posted.body, posted.headers.get("content-type", "")).items
    return Fields(found[0] if found else None)


def challenge_in(posted: Posted) -> str:
    """Return the challenge by which Slack verifies an address; empty for any other body."""
    try:
        body = orjson.loads(posted.body)
    except orjson.JSONDecodeError:
        return ""
    if not isinstance(body, Mapping) or body.get("type") != "url_verification":
        return ""
    challenge = body.get("challenge")
    return challenge[:1000] if isinstance(challenge, str) else ""


def beside_signals(posted: Posted, taken: Sequence[SignalOutcome]) -> Json:
    """Return the challenge if Slack verifies an address; for a slash command, a line for its user."""
    if challenge := challenge_in(posted):
        return {"challenge": challenge}
    if not _is_command(posted):
        return {}
    return {"response_type": "ephemeral", "text": "\n".join(map(_said, taken)) or "Nothing was done."}


def _is_command(posted: Posted) -> bool:
    try:
        return "command" in parse_qs(posted.body.decode(), max_num_fields=_MOST_FIELDS)
    except ValueError:
        return False


def _said(taken: SignalOutcome) -> str:
    if taken.kind == "fired":
        return f"{taken.incident_id}: {taken.status}, {taken.severity}"
    if taken.kind == "acted" and taken.incident_id:
        return f"{taken.incident_id}: {taken.reason or 'done'}"
    if taken.reason == "act-not-allowed":
        return "This connection may only report: give its key a signing secret or the scope respond."
    return f"Nothing was done: {taken.detail or taken.reason or 'no such ticket'}. Try `report …` or `resolve inc_… …`."
