"""Deliveries, threads, lanes and silences as JSON, for storage."""

from dataclasses import asdict, fields

import orjson

from tools.nouns.deliveries import Conversation, DeliveryRow, DeliveryState, Thread
from tools.nouns.json_types import Json
from tools.nouns.message_json import message_from_json, message_to_json
from tools.nouns.notices import notice_from_json, notice_to_json
from tools.nouns.silences import Silence, SilenceMatch

_STORED_AS = {"released_after": "told_after"}
"""The stored names of fields that were renamed, so that builds read each other's rows."""
_PLAIN = {
    each.name: _STORED_AS.get(each.name, each.name)
    for each in fields(DeliveryRow)
    if each.name not in ("message", "notice")
}


def row_to_bytes(row: DeliveryRow) -> bytes:
    """A delivery as the body of a record."""
    plain: Json = {stored_as: getattr(row, name) for name, stored_as in _PLAIN.items()}
    notice = None if row.notice is None else notice_to_json(row.notice)
    return orjson.dumps(plain | {"message": message_to_json(row.message), "notice": notice})


def row_from_bytes(body: bytes) -> DeliveryRow:
    """The inverse; fields that only another build knows are ignored."""
    stored = orjson.loads(body)
    message, notice = message_from_json(stored["message"]), stored["notice"]
    return DeliveryRow(
        **{name: stored[stored_as] for name, stored_as in _PLAIN.items() if stored_as in stored}
        | {
            "state": DeliveryState(stored["state"]),
            "members": tuple(stored["members"]),
            "message": message,
            "notice": notice and notice_from_json(notice, message.notice_id, message.tenant, message.incident_id),
        }
    )


def conversation_to_bytes(conversation: Conversation) -> bytes:
    """A conversation as the body of a record."""
    thread = {"external_id": conversation.thread.external_id, "details": dict(conversation.thread.details)}
    return orjson.dumps({"thread": thread, "at": conversation.at, "digest": conversation.digest})


def conversation_from_bytes(body: bytes) -> Conversation:
    """The inverse of the function above."""
    stored = orjson.loads(body)
    return Conversation(Thread(**stored["thread"]), stored["at"], stored["digest"])


def silence_to_bytes(silence: Silence) -> bytes:
    """A silence as the body of a record."""
    stored = asdict(silence)
    stored["settled"] = stored.pop("checked")  # its name from the beginning
    return orjson.dumps(stored)


def silence_from_bytes(body: bytes) -> Silence:
    """The inverse of the function above."""
    stored = orjson.loads(body)
    match, checked = SilenceMatch(**stored.pop("match")), stored.pop("settled")
    return Silence(**stored, match=match, checked=checked)
