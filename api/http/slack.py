"""What Slack wants to hear: its challenge back, and a line for whoever typed a command."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

import orjson

from api.auth.signatures.posted import Posted
from api.intake.taken import Taken
from tools.nouns.json_types import Json

_MOST_FIELDS = 100


def challenge_in(posted: Posted) -> str:
    """The challenge by which Slack verifies an address; "" for any other body."""
    try:
        body = orjson.loads(posted.body)
    except orjson.JSONDecodeError:
        return ""
    if not isinstance(body, Mapping) or body.get("type") != "url_verification":
        return ""
    challenge = body.get("challenge")
    return challenge[:1000] if isinstance(challenge, str) else ""


def beside_signals(posted: Posted, taken: Sequence[Taken]) -> Json:
    """The challenge of an address that Slack verifies; of a slash command a line for whoever typed it."""
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


def _said(taken: Taken) -> str:
    if taken.kind == "fired":
        return f"{taken.incident_id}: {taken.status}, {taken.severity}"
    if taken.kind == "acted" and taken.incident_id:
        return f"{taken.incident_id}: {taken.reason or 'done'}"
    if taken.reason == "act-not-allowed":
        return "This connection may only report: give its key a signing secret or the scope respond."
    return f"Nothing was done: {taken.detail or taken.reason or 'no such ticket'}. Try `report …` or `resolve inc_… …`."
