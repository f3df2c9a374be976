"""Jira Cloud's REST API v3 for one project, as it is documented: ADF by Atlassian's own schema, a search that lags.

adf.schema.json is json-schema/v1/full.json of @atlaskit/adf-schema 57.7.22 (Apache-2.0, © 2019 Atlassian Pty Ltd).
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema_rs
from aiohttp import web

from tests.support.servers.vendor import Vendor
from tools.ports import Clock

LAG_SECONDS = 60.0
LONGEST_DOCUMENT = 32_767
ADF = jsonschema_rs.Draft4Validator(json.loads(Path(__file__).with_name("adf.schema.json").read_text("utf-8")))
OURS = "https://responder.example.org/"
STATUSES = {"To Do": "new", "In Progress": "indeterminate", "Done": "done"}
_ISSUE = re.compile(r"/rest/api/3/issue/(?P<key>[A-Z]+-\d+)(?:/(?P<part>\w+))?")


@dataclass
class Issue:
    """One issue."""

    key: str
    fields: dict[str, Any]
    created: float
    status: str = "To Do"
    comments: list[dict[str, Any]] = field(default_factory=list)


OUR_ACCOUNT = "5b10ac8d82e05b22cc7d4ef5"


class JiraDouble(Vendor):
    """Project OPS. `ways` are the transitions: name → status it leads to."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.issues: list[Issue] = []
        self.clock = clock
        self.ways = {"Start progress": "In Progress", "Close": "Done", "Back": "To Do"}
        self.statuses = dict(STATUSES)
        self.permissions = {"BROWSE_PROJECTS", "CREATE_ISSUES", "ADD_COMMENTS", "TRANSITION_ISSUES"}

    @property
    def count(self) -> int:
        return len(self.issues)

    def seen(self) -> str:
        shown = [(each.fields["summary"], each.fields["description"], each.comments) for each in self.issues]
        return "\n".join(_texts(shown))

    def markup(self) -> list[str]:
        """A text node is shown as it is; a mention, a card or a link to elsewhere would not be one."""
        nodes = _nodes([(each.fields["description"], each.comments) for each in self.issues])
        foreign = [node["attrs"]["href"] for node in nodes if node.get("type") == "link"]
        others = {str(node.get("type")) for node in nodes} & {"mention", "inlineCard", "blockCard", "emoji", "media"}
        return [*others, *(href for href in foreign if not href.startswith(OURS))]

    async def take(self, request: web.Request, body: bytes) -> web.Response:
        if not request.headers.get("Authorization", "").startswith("Basic "):
            return web.Response(status=401)
        sent = json.loads(body) if body else {}
        if request.path == "/rest/api/3/search/jql":
            return self._search(sent)
        if request.path == "/rest/api/3/mypermissions":
            asked = request.query["permissions"].split(",")
            granted = {name: {"havePermission": name in self.permissions} for name in asked}
            return web.json_response({"permissions": granted})
        if request.path == "/rest/api/3/myself":
            return web.json_response({"accountId": OUR_ACCOUNT, "accountType": "atlassian"})
        if request.path == "/rest/api/3/issue":
            return self._create(sent["fields"])
        found = _ISSUE.fullmatch(request.path)
        known = [each for each in self.issues if found and each.key == found["key"]]
        if not found or not known:
            return _error(404, "Issue does not exist or you do not have permission to see it.")
        return self._on(known[0], found["part"], request.method, sent)

    def _search(self, sent: dict[str, Any]) -> web.Response:
        wanted = re.fullmatch(r'project = "OPS" AND labels = "([^"]+)" ORDER BY created ASC', sent["jql"])
        if wanted is None:
            return _error(400, "Error in the JQL query")
        indexed = [each for each in self.issues if self.clock() - each.created >= LAG_SECONDS]
        found = [each for each in indexed if wanted[1] in each.fields["labels"]][: sent.get("maxResults", 50)]
        return web.json_response({"issues": [{"id": "1", "key": each.key} for each in found], "isLast": True})

    def _create(self, fields: dict[str, Any]) -> web.Response:
        errors = {}
        summary = fields.get("summary", "")
        if not 0 < len(summary) <= 255 or "\n" in summary or "\r" in summary:
            errors["summary"] = "Summary must be one line of at most 255 characters."
        if fields.get("project") != {"key": "OPS"}:
            errors["project"] = "valid project is required"
        if any(" " in label or len(label) > 255 for label in fields.get("labels", ())):
            errors["labels"] = "The label contains spaces which is invalid."
        wrong = _wrong(fields.get("description"))
        errors |= {"description": wrong[0]} if wrong else {}
        if errors:
            return web.json_response({"errorMessages": [], "errors": errors}, status=400)
        issue = Issue(f"OPS-{len(self.issues) + 1}", fields, self.clock())
        self.issues.append(issue)
        return web.json_response({"id": "10001", "key": issue.key}, status=201)

    def _on(self, issue: Issue, part: str | None, method: str, sent: dict[str, Any]) -> web.Response:
        match part, method:
            case None, "GET":
                category = {"key": self.statuses[issue.status]}
                return web.json_response({"fields": {"status": {"name": issue.status, "statusCategory": category}}})
            case None, "PUT":
                issue.fields.update(sent["fields"])
                return web.Response(status=204)
            case "comment", "GET":
                return web.json_response({"comments": issue.comments[::-1]})
            case "comment", "POST":
                wrong = _wrong(sent["body"])
                if not wrong:
                    issue.comments.append(sent)
                return _error(400, wrong[0]) if wrong else web.json_response({"id": "1"}, status=201)
            case "transitions", "GET":
                return web.json_response({"transitions": [self._way(name) for name in self.ways]})
        issue.status = self.ways[sent["transition"]["id"]]
        return web.Response(status=204)

    def _way(self, name: str) -> dict[str, Any]:
        to = self.ways[name]
        return {"id": name, "name": name, "to": {"name": to, "statusCategory": {"key": self.statuses[to]}}}


def _wrong(document: object) -> list[str]:
    if not isinstance(document, dict):
        return ["Operation value must be an Atlassian Document (see the Atlassian Document Format)"]
    if sum(len(text) for text in _texts(document)) > LONGEST_DOCUMENT:
        return ["The entered text is too long. It exceeds the allowed limit of 32,767 characters."]
    if any("\n" in node["text"] for node in _nodes(document) if isinstance(node.get("text"), str)):
        return ["A text node holds a line end."]
    return [error.message[:200] for error in ADF.iter_errors(document)][:1]


def _error(status: int, message: str) -> web.Response:
    return web.json_response({"errorMessages": [message], "errors": {}}, status=status)


def _nodes(value: object) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value, *(node for each in value.values() for node in _nodes(each))]
    return [node for each in value for node in _nodes(each)] if isinstance(value, list | tuple) else []


def _texts(value: object) -> list[str]:
    if isinstance(value, tuple):
        return [text for each in value for text in ([each] if isinstance(each, str) else _texts(each))]
    nodes = _nodes(value) if not isinstance(value, list) else [node for each in value for node in _nodes(each)]
    plain = (
        [text for each in value for text in _texts(each) if isinstance(each, tuple)] if isinstance(value, list) else []
    )
    return plain or [node["text"] for node in nodes if isinstance(node.get("text"), str)]
