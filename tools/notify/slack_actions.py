"""The action ids of the buttons in Slack messages. A button's value is always the ticket's id."""

from typing import Final

ACKNOWLEDGE: Final = "incident_acknowledge"
RESOLVE: Final = "incident_resolve"
"""Opens a modal that asks what fixed it."""
NOT_THE_SAME: Final = "incident_not_the_same"
"""The ticket's reports are not one problem: split it."""
HELPFUL: Final = "advice_helpful"
NOT_HELPFUL: Final = "advice_not_helpful"

ACTION_IDS: Final = frozenset((ACKNOWLEDGE, RESOLVE, NOT_THE_SAME, HELPFUL, NOT_HELPFUL))
"""The ids of all our buttons; any other id is not ours."""

BLOCK_ID: Final = "incident_actions"
"""The id of the block that holds the buttons."""

EVENT_TYPE: Final = "incident_responder"
"""The `event_type` of our messages' metadata; its payload names the ticket and the delivery."""
