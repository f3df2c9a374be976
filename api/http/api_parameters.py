"""Parameters of the hot routes, which read the raw request and therefore describe themselves."""

from collections.abc import Iterable

from api.http import fields
from tools.nouns.json_types import Json

IDEMPOTENCY_KEY: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string"} | fields.IDEMPOTENCY_KEY,
    "description": "A repeat with the same key and body gets the first answer.",
}
GRAPH: Json = {
    "name": "graph",
    "in": "query",
    "required": False,
    "schema": {"type": "boolean", "default": False},
    "description": "Run the agents even for a known problem.",
}
PREFER: Json = {
    "name": "Prefer",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "`respond-async`: with a queue the answer is 202 and a `request_id`.",
}
SENDER: Json = {
    "name": "sender",
    "in": "path",
    "required": True,
    "schema": {"type": "string"},
    "description": "alertmanager, grafana, sns, pagerduty, … or generic; for an unknown name, the answer lists all.",
}


def one_of(words: Iterable[str]) -> Json:
    """Return what a filter by one of these words adds to its description; an empty one does not filter."""
    return {"enum": [*words, "", None]}


def parameters(*each: Json) -> Json:
    """Return them in the form in which a route describes them."""
    return {"parameters": list(each)}


OF_A_REPORT = parameters(IDEMPOTENCY_KEY, GRAPH, PREFER)
