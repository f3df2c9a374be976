"""Slack as a person uses it: signed commands, presses, modals and mentions, and what Slack was asked meanwhile."""

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

import httpx
from aiohttp import web
from typing_extensions import override

from tests.support.servers.vendor import Vendor

SECRET = "a signing secret of slack"
TEAM = "T0ACME"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MEMBER: dict[str, Any] = {
    "deleted": False,
    "is_bot": False,
    "is_restricted": False,
    "is_ultra_restricted": False,
    "is_email_confirmed": True,
    "profile": {},
}


def signed(body: bytes, secret: str = SECRET, age: float = 0.0) -> dict[str, str]:
    moment = str(int(time.time() - age))
    digest = hmac.new(secret.encode(), b"v0:%s:%s" % (moment.encode(), body), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": moment, "X-Slack-Signature": f"v0={digest}"}


class SlackPerson:
    """One user. `post` is what Slack posts for them; the rest builds it."""

    def __init__(self, client: httpx.AsyncClient, user_id: str, hook: str = "", home: str = TEAM) -> None:
        self.client = client
        self.user_id = user_id
        self.hook = hook
        self.home = home

    async def post(self, body: bytes, form: bool = True, **how: Any) -> httpx.Response:
        kind = FORM if form else {"Content-Type": "application/json"}
        return await self.client.post("/webhooks/slack", content=body, headers=signed(body, **how) | kind)

    async def types(self, text: str, **how: Any) -> dict[str, Any]:
        """`/incident …`: what Slack shows them."""
        words = {"command": "/incident", "team_id": TEAM, "user_id": self.user_id, "user_name": "zoe", "text": text}
        answer = await self.post(
            urlencode(words | {"trigger_id": f"1.{time.time_ns()}", "response_url": self.hook}).encode(), **how
        )
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        assert shown["response_type"] == "ephemeral"
        return shown

    async def presses(self, action_id: str, incident_id: str) -> dict[str, Any]:
        payload = self._payload("block_actions") | {
            "trigger_id": "3.4",
            "response_url": self.hook,
            "actions": [{"action_id": action_id, "value": incident_id, "type": "button", "action_ts": "1.0"}],
        }
        return await self._sends(payload)

    async def sends_modal(self, incident_id: str, text: str | None) -> dict[str, Any]:
        values = {"resolution": {"text": {"type": "plain_text_input", "value": text}}}
        view = {"callback_id": "incident_resolution", "private_metadata": incident_id, "state": {"values": values}}
        return await self._sends(self._payload("view_submission") | {"view": view})

    async def mentions(self, text: str, **event: Any) -> dict[str, Any]:
        said = {"type": "app_mention", "user": self.user_id, "text": f"<@U0BOT> {text}", "channel": "C1", "ts": "1.0"}
        body = {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{time.time_ns()}"}
        event = said | {"user_team": self.home} | event
        answer = await self.post(json.dumps(body | {"event": event}).encode(), form=False)
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    def _payload(self, kind: str) -> dict[str, Any]:
        user = {"id": self.user_id, "username": "zoe", "team_id": self.home}
        return {"type": kind, "user": user, "team": {"id": TEAM, "domain": "acme"}}

    async def _sends(self, payload: dict[str, Any]) -> dict[str, Any]:
        answer = await self.post(urlencode({"payload": json.dumps(payload)}).encode())
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown


class SlackSideDouble(Vendor):
    """`users.info`, `views.open`, `chat.postEphemeral`, and addresses for answers."""

    def __init__(self) -> None:
        super().__init__()
        self.users: dict[str, dict[str, Any]] = {}
        self.views: list[dict[str, Any]] = []
        self.whispers: list[dict[str, Any]] = []
        self.hooked: list[dict[str, Any]] = []

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    @property
    def hook(self) -> str:
        return f"{self.url}/hook/1"

    @property
    @override
    def count(self) -> int:
        return len(self.whispers) + len(self.hooked)

    @override
    def seen(self) -> str:
        return "\n".join(each["text"] for each in (*self.whispers, *self.hooked))

    @override
    def markup(self) -> list[str]:
        return []

    @override
    async def take(self, request: web.Request, body: bytes) -> web.Response:
        if request.path.startswith("/hook/"):
            self.hooked.append(json.loads(body))
            return web.Response(text="ok")
        asked: dict[str, Any] = (
            json.loads(body) if body[:1] == b"{" else dict(request.query) | dict(await request.post())
        )
        match request.path.removeprefix("/api/"):
            case "users.info":
                user = self.users.get(str(asked["user"]))
                unknown = {"ok": False, "error": "user_not_found"}
                return web.json_response({"ok": True, "user": user} if user else unknown)
            case "views.open":
                self.views.append(json.loads(asked["view"]) if isinstance(asked["view"], str) else dict(asked["view"]))
            case "chat.postEphemeral":
                self.whispers.append(dict(asked))
        return web.json_response({"ok": True})
