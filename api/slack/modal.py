"""The modal that asks what fixed an incident, in the format of Slack's `views.open`."""

from tools.inbound.slack_asks import FIX_BLOCK, FIX_FIELD, FORM
from tools.nouns.incidents import Incident
from tools.nouns.json_types import Json

LONGEST_INPUT, LONGEST_LABEL = 3000, 2000


def fix_form(ticket: Incident) -> Json:
    """The form for one ticket. Its title is shown as plain text, so it can neither mention anybody nor format."""
    element = {"type": "plain_text_input", "action_id": FIX_FIELD, "multiline": True, "max_length": LONGEST_INPUT}
    label = f"What fixed “{ticket.title}”?"[:LONGEST_LABEL]
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": ticket.incident_id,
        "title": _plain("Resolve"),
        "submit": _plain("Resolve"),
        "close": _plain("Cancel"),
        "blocks": [{"type": "input", "block_id": FIX_BLOCK, "label": _plain(label), "element": element}],
    }


def refused(said: str) -> Json:
    """An error that Slack shows below the field."""
    return {"response_action": "errors", "errors": {FIX_BLOCK: said[:LONGEST_LABEL]}}


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}
