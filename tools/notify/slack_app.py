"""Calls that the Slack app makes while a user waits: look up a user, open a modal, post an ephemeral message."""

import asyncio
from urllib.parse import urlsplit

from tools.errors import Unavailable
from tools.inbound.fields import Fields
from tools.notify.http import Caller, vendor_client
from tools.notify.outcomes import Undelivered
from tools.notify.slack_client import Call, SlackClient
from tools.nouns.json_types import Json, Stored
from tools.nouns.slack_profiles import SlackProfile
from tools.ports import Clock

ANSWER_SECONDS = 1.5
"""Slack shows the user an error if our answer takes more than three seconds."""
_HOOKS = "hooks.slack.com"


class SlackApp:
    """Calls Slack at `api_url` with a bot's token (scopes `users:read`, `users:read.email`, `chat:write`)."""

    def __init__(self, token: str, api_url: str, clock: Clock) -> None:
        self._slack = SlackClient(token, api_url, clock)

    async def profile(self, user_id: str) -> SlackProfile:
        """The profile of a user. Raises Unavailable if Slack does not answer in time."""
        user = Fields((await self._call(lambda web: web.users_info(user=user_id))).get("user"))
        verified = user.raw.get("is_email_confirmed") is not False
        return SlackProfile(
            email=user.text("profile/email") if verified else "",
            is_guest=_is(user, "is_restricted", "is_ultra_restricted"),
            is_outsider=_is(user, "is_stranger"),
            is_inactive=_is(user, "deleted", "is_bot", "is_app_user"),
        )

    async def open_view(self, trigger_id: str, view: Json) -> None:
        """Open a modal for the user who just pressed a button. Raises Unavailable."""
        await self._call(lambda web: web.views_open(trigger_id=trigger_id, view=view))

    async def whisper(self, channel: str, user_id: str, text: str) -> None:
        """Post a message in a channel that only this user sees. Raises Unavailable."""
        await self._call(lambda web: web.chat_postEphemeral(channel=channel, user=user_id, text=text))

    async def close(self) -> None:
        """Close the connections."""
        await self._slack.close()

    async def _call(self, call: Call) -> Stored:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await self._slack.call(call)
        except (TimeoutError, Undelivered) as error:
            raise Unavailable(f"Slack does not answer us now ({error or 'too late'}): try again") from error


class SlackHooks:
    """Posts delayed answers to the `response_url` of a request. Allows Slack's host, and that of `also` for tests."""

    def __init__(self, clock: Clock, also: str = "") -> None:
        self._caller = Caller(vendor_client(), clock)
        self._hosts = {_HOOKS, *filter(None, [urlsplit(also).hostname])}

    async def post(self, address: str, text: str) -> None:
        """Post an answer that only the requester sees. Raises Unavailable; its text omits the address, a secret."""
        parts = urlsplit(address)
        if parts.hostname not in self._hosts or (parts.hostname == _HOOKS and parts.scheme != "https"):
            raise Unavailable("the response address is not Slack's")
        body = {"response_type": "ephemeral", "replace_original": False, "text": text}
        try:
            await self._caller.post(address, body)
        except Undelivered as error:
            raise Unavailable(f"Slack did not accept the answer: {error.outcome.reason}") from error

    async def close(self) -> None:
        """Close the connections."""
        await self._caller.close()


def _is(user: Fields, *names: str) -> bool:
    return any(user.raw.get(name) is True for name in names)
