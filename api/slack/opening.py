"""Assembles the Slack interface from the present settings and the operator's file.

Slack's client takes half a second to import, so it is imported at its first use.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from api.slack.answering import Answering
from api.slack.apps import SlackApps
from api.slack.desk import SlackDesk
from api.slack.people import SlackPeople
from tools.nouns.json_types import Json
from tools.nouns.slack_profiles import SlackProfile
from tools.ports import Clock
from tools.toolbox import Toolbox

if TYPE_CHECKING:
    from tools.notify.slack_app import SlackApp, SlackHooks


class SlackSide:
    """Our calls to Slack, with a bot's token or to the `response_url` of a request."""

    def __init__(self, apps: SlackApps, clock: Clock) -> None:
        self._apps = apps
        self._clock = clock
        self._opened: dict[tuple[str, str], SlackApp] = {}
        self._hooks: SlackHooks | None = None

    @property
    def has_token(self) -> bool:
        """False if only the `response_url` of requests can be used."""
        return bool(self._apps.token)

    @property
    def _app(self) -> "SlackApp":
        from tools.notify.slack_app import SlackApp

        wanted = self._apps.token, self._apps.api_url
        if wanted not in self._opened:
            self._opened[wanted] = SlackApp(*wanted, self._clock)
        return self._opened[wanted]

    async def profile(self, user_id: str) -> SlackProfile:
        """See `SlackApp`."""
        return await self._app.profile(user_id)

    async def open_view(self, trigger_id: str, view: Json) -> None:
        """See `SlackApp`."""
        await self._app.open_view(trigger_id, view)

    async def whisper(self, channel: str, user_id: str, text: str) -> None:
        """See `SlackApp`."""
        await self._app.whisper(channel, user_id, text)

    async def post(self, address: str, text: str) -> None:
        """See `SlackHooks`. If `api_url` is not Slack's own, addresses on its host are allowed too."""
        from tools.notify.slack_app import SlackHooks

        self._hooks = self._hooks or SlackHooks(self._clock, also=self._apps.other_api_url)
        await self._hooks.post(address, text)

    async def close(self) -> None:
        """Close the connections."""
        for each in (*self._opened.values(), self._hooks):
            if each is not None:
                await each.close()


def open_slack(toolbox: Toolbox, apps: SlackApps) -> Answering:
    """Assemble it; no connection is made before the first request from Slack."""
    side = SlackSide(apps, toolbox.clock)
    known: Callable[[], SlackSide | None] = lambda: side if side.has_token else None  # noqa: E731
    people = SlackPeople(lambda: apps.people, toolbox.accounts, known)
    return Answering(SlackDesk(toolbox, people, known), side, known)
