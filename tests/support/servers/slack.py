"""Slack's Web API and its incoming webhooks, as they are documented, for one channel."""

import json
from typing import Any

from aiohttp import web

from tests.support.servers import slack_text
from tests.support.servers.vendor import Fault, Vendor
from tools.nouns.deliveries import OutcomeKind

CHANNEL = "C0INCIDENTS"
Post = dict[str, Any]


def _error(word: str, status: int = 200) -> Fault:
    return Fault(status, body=json.dumps({"ok": False, "error": word}))


class SlackDouble(Vendor):
    """One channel, `#incidents`. `scopes` are what the app may do."""

    refusals = {
        OutcomeKind.REFUSED: [*map(_error, ("invalid_blocks", "msg_too_long", "metadata_too_large")), Fault(400)],
        OutcomeKind.BLOCKED: [
            *map(_error, ("invalid_auth", "channel_not_found", "is_archived", "not_in_channel", "missing_scope")),
            *map(Fault, (401, 403, 404, 301, 302, 307, 308)),
        ],
        OutcomeKind.LATER: [
            *map(_error, ("internal_error", "fatal_error", "service_unavailable", "a_word_of_next_year")),
            _error("ratelimited", 429),
            *map(Fault, (429, 500, 503)),
            Fault(502, body="<html>Bad gateway</html>", content_type="text/html"),
            Fault(200, body="{nothing"),
        ],
    }

    def __init__(self) -> None:
        super().__init__()
        self.posts: list[Post] = []
        self.scopes = {"chat:write", "channels:history", "channels:read"}
        self.page = 200
        self.hooked: list[Post] = []
        """Answers to people who pressed something, which only they see."""
        self._number = 0

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    @property
    def hook(self) -> str:
        """Where answers to people go."""
        return f"{self.url}/hook/1"

    @property
    def count(self) -> int:
        """Messages of the channel itself, replies that it sees as well included."""
        return len(self.channel)

    @property
    def channel(self) -> list[Post]:
        return [each for each in self.posts if "thread_ts" not in each or each.get("reply_broadcast")]

    def thread(self, ts: str) -> list[Post]:
        return [each for each in self.posts if each.get("thread_ts") == ts]

    def seen(self) -> str:
        return "\n".join(text for each in self.posts for text in slack_text.shown(each["blocks"]))

    def markup(self) -> list[str]:
        return [found for each in self.posts for found in slack_text.markup(each["blocks"], each["text"])]

    async def take(self, request: web.Request, body: bytes) -> web.Response:
        """JSON is taken by methods that write, forms by those that read."""
        method = request.path.removeprefix("/api/")
        if request.path.startswith("/hook/"):
            self.hooked.append(json.loads(body))
            return web.Response(text="ok")
        if request.headers.get("Authorization", "").removeprefix("Bearer ") == "":
            return self._answer("not_authed")
        if method.startswith("chat."):
            return self._write(method, json.loads(body))
        asked = dict(request.query) | dict(await request.post())
        return self._read(method, {name: str(value) for name, value in asked.items()})

    def _write(self, method: str, post: Post) -> web.Response:
        if post["channel"] not in ((CHANNEL, "#incidents") if method == "chat.postMessage" else (CHANNEL,)):
            return self._answer("channel_not_found")
        word = slack_text.refusal(post["blocks"])
        if word or len(post["text"]) > slack_text.LONGEST_TEXT:
            return self._answer(word or "msg_too_long")
        if method == "chat.update":
            known = [each for each in self.posts if each["ts"] == post["ts"]]
            if not known:
                return self._answer("message_not_found")
            known[0].update(post, edits=known[0].get("edits", 0) + 1)
            return self._answer("", ts=post["ts"], channel=CHANNEL)
        if "thread_ts" in post and all(each["ts"] != post["thread_ts"] for each in self.posts):
            return self._answer("thread_not_found")
        self._number += 1
        ts = f"{1_700_000_000 + self._number}.{self._number:06d}"
        self.posts.append({**post, "ts": ts})
        return self._answer("", ts=ts, channel=CHANNEL)

    def _read(self, method: str, asked: dict[str, str]) -> web.Response:
        if method == "auth.test":
            return self._answer("", user="responder")
        if method == "users.info":
            return self._answer("", user={"id": asked["user"], "profile": {}})
        if method == "conversations.list":
            found = [{"id": "C0OTHER", "name": "other"}, {"id": CHANNEL, "name": "incidents"}]
            return self._answer("" if "channels:read" in self.scopes else "missing_scope", channels=found)
        if "channels:history" not in self.scopes:
            return self._answer("missing_scope")
        if asked["channel"] != CHANNEL:
            return self._answer("channel_not_found")
        chosen = self.thread(asked["ts"]) if method == "conversations.replies" else self.channel[::-1]
        return self._paged([each for each in chosen if float(each["ts"]) > float(asked.get("oldest", 0))], asked)

    def _paged(self, found: list[Post], asked: dict[str, str]) -> web.Response:
        start = int(asked.get("cursor") or 0)
        end = start + min(self.page, int(asked["limit"]))
        wanted = asked.get("include_all_metadata") in ("1", "true")
        shown = [each if wanted else {**each, "metadata": None} for each in found[start:end]]
        cursor = str(end) if end < len(found) else ""
        return self._answer("", messages=shown, response_metadata={"next_cursor": cursor})

    def _answer(self, error: str, **more: object) -> web.Response:
        return web.json_response({"ok": False, "error": error} if error else {"ok": True, **more})


class SlackHookDouble(SlackDouble):
    """An incoming webhook, which answers in plain text."""

    finds_repeats = False
    refusals = {
        OutcomeKind.REFUSED: [Fault(400, body="invalid_payload", content_type="text/plain"), Fault(413)],
        OutcomeKind.BLOCKED: [
            Fault(status, body=word, content_type="text/plain")
            for status, word in ((403, "action_prohibited"), (404, "no_service"), (410, "channel_is_archived"))
        ],
        OutcomeKind.LATER: [Fault(429), Fault(500, body="rollup_error", content_type="text/plain"), Fault(503)],
    }

    async def take(self, request: web.Request, body: bytes) -> web.Response:
        post = json.loads(body)
        if not post.get("text") and not post.get("blocks"):
            return web.Response(status=400, text="no_text")
        word = slack_text.refusal(post.get("blocks", []))
        if word:
            return web.Response(status=400, text=word)
        self._number += 1
        self.posts.append({**post, "ts": str(self._number)})
        return web.Response(text="ok")
