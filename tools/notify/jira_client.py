"""The part of Jira Cloud's REST API v3 that the destination uses. Every method raises Undelivered."""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from tools.notify.http import Answer, Caller, Refusal, vendor_client
from tools.notify.specs import JiraSpec
from tools.nouns.json_types import Json, Stored
from tools.ports import Clock

LABEL = "incident-responder"
"""Every issue that we create has this label and the ticket's id; our Jira webhook recognises them by it."""
_PROPERTY = "incident-responder"
_PERMISSIONS = ("BROWSE_PROJECTS", "CREATE_ISSUES", "ADD_COMMENTS", "TRANSITION_ISSUES")
_LAST_COMMENTS = "100"


@dataclass(frozen=True, slots=True)
class Transition:
    """A transition out of the issue's status. `category` is new, indeterminate or done, in every language."""

    transition_id: str
    name: str
    status: str
    category: str


class JiraClient:
    """One project of one site."""

    def __init__(self, spec: JiraSpec, clock: Clock) -> None:
        auth = (spec.user.value, spec.token.value)
        self._http = Caller(vendor_client(auth=auth), clock, _error_text, (spec.user.value, spec.token.value))
        self._api = f"{spec.url.rstrip('/')}/rest/api/3"
        self._project = spec.project

    async def find(self, incident_id: str) -> str:
        """The key of the ticket's issue; "" if the search finds none. The search may not show a new issue yet."""
        jql = f'project = "{_quoted(self._project)}" AND labels = "{_quoted(incident_id)}" ORDER BY created ASC'
        answer = await self._http.post(f"{self._api}/search/jql", {"jql": jql, "fields": ["status"], "maxResults": 1})
        found = answer.json.get("issues") or [{}]
        return str(found[0].get("key", ""))

    async def create(self, fields: Json) -> str:
        """Create an issue and return its key."""
        answer = await self._http.post(f"{self._api}/issue", {"fields": fields})
        return str(answer.json.get("key", ""))

    async def edit(self, key: str, fields: Json) -> None:
        """Set some of an issue's fields."""
        headers = {"Content-Type": "application/json"}
        await self._http.call("PUT", f"{self._api}/issue/{key}", orjson.dumps({"fields": fields}), headers)

    async def status(self, key: str) -> tuple[str, str]:
        """The issue's status: its name, and its category."""
        answer = await self._http.get(f"{self._api}/issue/{key}", fields="status")
        status: Stored = (answer.json.get("fields") or {}).get("status") or {}
        return str(status.get("name", "")), str((status.get("statusCategory") or {}).get("key", ""))

    async def comment(self, key: str, body: Json, delivery_id: str) -> None:
        """Add a comment that carries the delivery's id in a hidden property."""
        properties = [{"key": _PROPERTY, "value": {"delivery_id": delivery_id}}]
        await self._http.post(f"{self._api}/issue/{key}/comment", {"body": body, "properties": properties})

    async def has_comment(self, key: str, delivery_id: str) -> bool:
        """True if one of the latest comments carries this delivery's id."""
        answer = await self._http.get(
            f"{self._api}/issue/{key}/comment", expand="properties", orderBy="-created", maxResults=_LAST_COMMENTS
        )
        return any(
            (each.get("value") or {}).get("delivery_id") == delivery_id
            for comment in answer.json.get("comments") or ()
            for each in comment.get("properties") or ()
            if each.get("key") == _PROPERTY
        )

    async def transitions(self, key: str) -> Sequence[Transition]:
        """The transitions available to this user from the issue's present status."""
        answer = await self._http.get(f"{self._api}/issue/{key}/transitions")
        return [_transition(each) for each in answer.json.get("transitions") or ()]

    async def move(self, key: str, transition_id: str) -> None:
        """Perform a transition."""
        await self._http.post(f"{self._api}/issue/{key}/transitions", {"transition": {"id": transition_id}})

    async def account_id(self) -> str:
        """The account id of the user whose token is used."""
        return str((await self._http.get(f"{self._api}/myself")).json.get("accountId", ""))

    async def missing_permissions(self) -> Sequence[str]:
        """The permissions that the user needs in the project and lacks."""
        answer = await self._http.get(
            f"{self._api}/mypermissions", projectKey=self._project, permissions=",".join(_PERMISSIONS)
        )
        granted = answer.json.get("permissions") or {}
        return [each for each in _PERMISSIONS if not (granted.get(each) or {}).get("havePermission")]

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


def refused_fields(refusal: Refusal) -> frozenset[str]:
    """The names of the fields that Jira rejected."""
    errors = refusal.answer.json.get("errors")
    return frozenset(errors) if isinstance(errors, dict) else frozenset()


def _error_text(answer: Answer) -> str:
    """The reasons in `{"errorMessages": […], "errors": {field: …}}`."""
    told, errors = answer.json.get("errorMessages"), answer.json.get("errors")
    words = [str(each) for each in told] if isinstance(told, list) else []
    words += [f"{name}: {each}" for name, each in errors.items()] if isinstance(errors, dict) else []
    return "; ".join(words)


def _transition(found: Stored) -> Transition:
    to: Stored = found.get("to") or {}
    category = str((to.get("statusCategory") or {}).get("key", ""))
    return Transition(str(found.get("id", "")), str(found.get("name", "")), str(to.get("name", "")), category)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
