"""The action ids of the buttons in Slack messages. The value is always the ticket's id."""

from typing import Final

ACKNOWLEDGE: Final = "incident_acknowledge"
RESOLVE: Final = "incident_resolve"
"""Asks what fixed it, in a modal."""
NOT_THE_SAME: Final = "incident_not_the_same"
"""The reports of the ticket are not one problem: it is to be split."""
HELPFUL: Final = "advice_helpful"
NOT_HELPFUL: Final = "advice_not_helpful"

ACTION_IDS: Final = frozenset((ACKNOWLEDGE, RESOLVE, NOT_THE_SAME, HELPFUL, NOT_HELPFUL))
"""Every button's id; a press of another one is none of ours."""

BLOCK_ID: Final = "incident_actions"
"""The id of the block that holds the buttons."""

EVENT_TYPE: Final = "incident_responder"
"""The `event_type` of our messages' metadata, whose payload names the ticket and the delivery."""
