"""A receiver of Standard Webhooks that verifies what it is sent, and anything that takes apprise's JSON."""

import json
import time
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from standardwebhooks import Webhook

from tests.support.servers.vendor import Fault, Vendor
from tools.nouns.deliveries import OutcomeKind


class HookReceiver(Vendor):
    """Verifies with each of `secrets`, and takes an id once."""

    def __init__(self, *secrets: str) -> None:
        super().__init__()
        self.secrets = secrets
        self.events: dict[str, dict[str, Any]] = {}
        self.verified: list[str] = []

    @property
    def count(self) -> int:
        return sum(each["type"].startswith("incident.") for each in self.events.values())

    def seen(self) -> str:
        return "\n".join(json.dumps(each, ensure_ascii=False) for each in self.events.values())

    def markup(self) -> list[str]:
        """Nobody reads it but programs."""
        return []

    async def take(self, request: web.Request, body: bytes) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        for secret in self.secrets:
            # The library compares with this machine's clock; ours is a test's.
            Webhook(secret).verify(body, headers | _now(secret, headers, body), json_parse=False)
            self.verified.append(secret)
        self.events.setdefault(headers["webhook-id"], json.loads(body))
        return web.Response(status=204)


def _now(secret: str, headers: dict[str, str], body: bytes) -> dict[str, str]:
    """The headers as they would be if the sender's clock showed our time: signed anew if, and only if, they verify."""
    then = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    expected = Webhook(secret).sign(headers["webhook-id"], then, body.decode())
    if expected not in headers["webhook-signature"].split(" "):
        return {}
    now = datetime.fromtimestamp(int(time.time()), UTC)
    signature = Webhook(secret).sign(headers["webhook-id"], now, body.decode())
    return {"webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signature}


class AppriseTarget(Vendor):
    """What apprise's `json://` posts to. It says that something failed, and not what."""

    finds_repeats = False
    refusals = {
        OutcomeKind.REFUSED: (),
        OutcomeKind.BLOCKED: (),
        OutcomeKind.LATER: [Fault(status) for status in (400, 401, 403, 404, 500, 503)],
    }

    def __init__(self) -> None:
        super().__init__()
        self.posts: list[dict[str, Any]] = []

    @property
    def count(self) -> int:
        return len(self.posts)

    def seen(self) -> str:
        return "\n".join(f"{each['title']}\n{each['message']}" for each in self.posts).replace("\u2060", "")

    def markup(self) -> list[str]:
        raw = "\n".join(f"{each['title']}\n{each['message']}" for each in self.posts)
        return [
            sign
            for sign in ("<!channel>", "@here", "@everyone", "<@U123>", "[click](", "*bold*", "`code`")
            if sign in raw
        ]

    async def take(self, request: web.Request, body: bytes) -> web.Response:
        self.posts.append(json.loads(body))
        return web.Response(status=200)
