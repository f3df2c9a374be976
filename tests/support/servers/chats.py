"""Microsoft Teams' workflow webhook and Google Chat's space webhook, as they are documented."""

import json
import re
from html.parser import HTMLParser
from typing import Any

from aiohttp import web

from tests.support.servers.vendor import Fault, Vendor
from tools.nouns.deliveries import OutcomeKind

OURS = "https://responder.example.org/"
_INNER = "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error {} with ContextId x"


class TeamsDouble(Vendor):
    """A workflow: 202 without a body, and no way to learn what became of it."""

    finds_repeats = False
    refusals = {
        OutcomeKind.REFUSED: [Fault(400), Fault(413), Fault(200, body=_INNER.format(413))],
        OutcomeKind.BLOCKED: [*map(Fault, (401, 403, 404, 410)), Fault(200, body=_INNER.format(403))],
        OutcomeKind.LATER: [*map(Fault, (408, 429, 500, 502)), Fault(200, body=_INNER.format(429))],
    }

    def __init__(self) -> None:
        super().__init__()
        self.posts: list[dict[str, Any]] = []

    @property
    def count(self) -> int:
        return len(self.posts)

    def seen(self) -> str:
        return "\n".join(each["text"] for each in _nodes(self.posts) if isinstance(each.get("text"), str))

    def markup(self) -> list[str]:
        """A TextBlock and a fact read Markdown; a TextRun does not. Mentions need an entity."""
        nodes = list(_nodes(self.posts))
        read = [node for node in nodes if node.get("type") in ("TextBlock", "FactSet") or "entities" in node]
        foreign = [node["url"] for node in nodes if "url" in node and not node["url"].startswith(OURS)]
        return [*map(str, read), *foreign]

    async def take(self, request: web.Request, body: bytes) -> web.Response:
        if len(body) > 28 * 1_024:
            return web.Response(status=413)
        post = json.loads(body)
        cards = [each["content"] for each in post.get("attachments", ())]
        runs = [node for node in _nodes(cards) if node.get("type") == "TextRun"]
        if (
            not cards
            or any(card.get("type") != "AdaptiveCard" for card in cards)
            or not all(run["text"] for run in runs)
        ):
            return web.json_response({"error": {"code": "TriggerInputSchemaMismatch"}}, status=400)
        self.posts.append(post)
        return web.Response(status=202)


class GoogleChatDouble(Vendor):
    """A space: threads by key, repeats by request id."""

    refusals = Vendor.refusals

    def __init__(self) -> None:
        super().__init__()
        self.posts: dict[str, dict[str, Any]] = {}

    @property
    def count(self) -> int:
        return len(self.posts)

    @property
    def threads(self) -> dict[str, int]:
        keys = [each["thread"]["threadKey"] for each in self.posts.values()]
        return {key: keys.count(key) for key in keys}

    def seen(self) -> str:
        return "\n".join("".join(_Html(each).texts) for each in self._paragraphs())

    def markup(self) -> list[str]:
        tags = {tag for each in self._paragraphs() for tag in _Html(each).tags} - {"b", "br"}
        texts = [each["text"] for each in self.posts.values() if "text" in each]
        links = [node["url"] for node in _nodes(list(self.posts.values())) if "url" in node]
        return [*tags, *texts, *(link for link in links if not link.startswith(OURS))]

    def _paragraphs(self) -> list[str]:
        nodes = _nodes(list(self.posts.values()))
        return [node["textParagraph"]["text"] for node in nodes if "textParagraph" in node]

    async def take(self, request: web.Request, body: bytes) -> web.Response:
        post = json.loads(body)
        if len(body) > 32_000 or not (post.get("text") or post.get("cardsV2")):
            error = {"code": 400, "status": "INVALID_ARGUMENT", "message": "Message cannot be empty."}
            return web.json_response({"error": error}, status=400)
        if request.query.get("messageReplyOption") != "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD" or not request.query.get(
            "key"
        ):
            return web.Response(status=401)
        request_id = request.query.get("requestId") or str(len(self.posts))
        if not re.fullmatch(r"[\w-]{1,63}", request_id):
            return web.Response(status=400)
        kept = self.posts.setdefault(request_id, post)
        return web.json_response({"name": f"spaces/A/messages/{request_id}", "thread": kept["thread"]})


class _Html(HTMLParser):
    """The tags and the texts of a piece of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag if not attrs else f"{tag} {attrs}")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def _nodes(value: object) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value, *(node for each in value.values() for node in _nodes(each))]
    return [node for each in value for node in _nodes(each)] if isinstance(value, list) else []
