"""PagerDuty's Events API v2 as it is documented: one alert per dedup key while it is open, asynchronous, silent.

https://developer.pagerduty.com/docs/events-api-v2-overview (202 says nothing about the effect: what names an unknown
key, or another routing key than the trigger's, is taken and dropped; a trigger after a resolve opens a new alert).
"""

import json
from dataclasses import dataclass, field

import jsonschema_rs
from aiohttp import web

from tests.support.servers.vendor import Vendor

LARGEST = 512_000
_TEXT = {"type": "string", "maxLength": 255}
SCHEMA = {
    "type": "object",
    "required": ["routing_key", "event_action"],
    "properties": {
        "routing_key": {"type": "string", "minLength": 32, "maxLength": 32},
        "event_action": {"enum": ["trigger", "acknowledge", "resolve"]},
        "dedup_key": {**_TEXT, "minLength": 1},
        "payload": {
            "type": "object",
            "required": ["summary", "source", "severity"],
            "properties": {
                "summary": {"type": "string", "minLength": 1, "maxLength": 1_024},
                "source": {"type": "string", "minLength": 1},
                "severity": {"enum": ["critical", "error", "warning", "info"]},
                "timestamp": {
                    "type": "string",
                    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$",
                },
                "custom_details": {"type": "object"},
            },
        },
        "links": {"type": "array", "items": {"type": "object", "required": ["href"]}},
    },
    "if": {"properties": {"event_action": {"const": "trigger"}}},
    "then": {"required": ["payload"]},
    "else": {"required": ["dedup_key"]},
}


@dataclass
class Alert:
    """One alert, with the incident that it made."""

    routing_key: str
    dedup_key: str
    status: str = "triggered"
    triggers: list[dict[str, object]] = field(default_factory=list)


class PagerDutyDouble(Vendor):
    """The intake of events. `keys` are the integrations that exist; None: every key is one."""

    def __init__(self) -> None:
        super().__init__()
        self.alerts: list[Alert] = []
        self.dropped: list[dict[str, object]] = []
        self.keys: set[str] | None = None

    @property
    def events_url(self) -> str:
        return f"{self.url}/v2/enqueue"

    @property
    def count(self) -> int:
        return len(self.alerts)

    def seen(self) -> str:
        return "\n".join(_texts([alert.triggers for alert in self.alerts]))

    def markup(self) -> list[str]:
        """PagerDuty shows texts as they are."""
        return []

    async def take(self, request: web.Request, body: bytes) -> web.Response:
        if len(body) > LARGEST:
            return web.Response(status=413)
        event = json.loads(body)
        errors = [error.message for error in jsonschema_rs.Draft202012Validator(SCHEMA).iter_errors(event)]
        if self.keys is not None and event.get("routing_key") not in self.keys:
            errors.append("'routing_key' is not a valid integration key")
        if errors:
            refusal = {"status": "invalid event", "message": "Event object is invalid", "errors": errors}
            return web.json_response(refusal, status=400)
        self._process(event)
        answer = {"status": "success", "message": "Event processed", "dedup_key": event["dedup_key"]}
        return web.json_response(answer, status=202)

    def _process(self, event: dict[str, object]) -> None:
        key, action = (event["routing_key"], event["dedup_key"]), event["event_action"]
        known = [
            each for each in self.alerts if (each.routing_key, each.dedup_key) == key and each.status != "resolved"
        ]
        if action == "trigger":
            alert = known[0] if known else Alert(str(key[0]), str(key[1]))
            alert.triggers.append(dict(event))
            self.alerts += [] if known else [alert]
        elif not known:
            self.dropped.append(event)
        else:
            known[0].status = "resolved" if action == "resolve" else "acknowledged"


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in _texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    return [value] if isinstance(value, str) else []
