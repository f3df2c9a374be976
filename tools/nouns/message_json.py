"""Messages as JSON, for storage."""

from dataclasses import fields

from tools.nouns.incidents import Status
from tools.nouns.json_types import Json, Stored
from tools.nouns.messages import CitedStep, Link, Message
from tools.nouns.notices import NoticeKind
from tools.nouns.severity import Severity

_FIELDS = tuple(each.name for each in fields(Message))


def message_to_json(message: Message) -> Json:
    """A message's fields for orjson, which writes the steps and links in it; copying them all took most of the time."""
    return {name: getattr(message, name) for name in _FIELDS} | {"severity": message.severity.name}


def message_from_json(stored: Stored) -> Message:
    """The inverse; fields that only another build knows are ignored."""
    known = {name: value for name, value in stored.items() if name in _FIELDS}
    return Message(
        **known
        | {
            "kind": NoticeKind(stored["kind"]),
            "status": Status(stored["status"]),
            "severity": Severity[stored["severity"]],
            "labels": tuple((label, value) for label, value in stored["labels"]),
            "why": tuple(stored["why"]),
            "to": tuple(stored.get("to", ())),
            "steps": tuple(_step(each) for each in stored["steps"]),
            "links": tuple(Link(**each) for each in stored["links"]),
        }
    )


def _step(stored: Stored) -> CitedStep:
    lists = {"citations": tuple(stored["citations"]), "dangers": tuple(stored["dangers"])}
    return CitedStep(**{**stored, **lists})
