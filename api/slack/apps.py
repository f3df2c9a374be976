"""The Slack apps that the operator has configured, by settings or as destinations in DESTINATIONS_FILE."""

from collections.abc import Sequence
from dataclasses import dataclass

from tools.notify.specs import SlackSpec
from tools.nouns.slack_profiles import SlackMember
from tools.ports import Directory
from tools.routing.directory import RoutedDirectory
from tools.settings import Settings

API_URL = "https://slack.com/api/"


@dataclass(frozen=True, slots=True)
class SlackApps:
    """Reads the present configuration at each access, since the file may change."""

    settings: Settings
    directory: Directory

    @property
    def signing_secrets(self) -> tuple[str, ...]:
        """The secrets with which requests may be signed."""
        own = self.settings.slack_signing_secret
        found = [own.get_secret_value()] if own else []
        found += [each.signing_secret.value for each in self._specs() if each.signing_secret]
        return tuple(dict.fromkeys(found))

    @property
    def token(self) -> str:
        """The bot token of the first destination that has one; "" if there is none."""
        found = next((each.token.value for each in self._specs() if each.token), "")
        own = self.settings.slack_bot_token
        return found or (own.get_secret_value() if own else "")

    @property
    def api_url(self) -> str:
        """The API address for that token."""
        return next((each.api_url for each in self._specs() if each.token), API_URL)

    @property
    def other_api_url(self) -> str:
        """The API address if it is not Slack's own; else ""."""
        return "" if self.api_url == API_URL else self.api_url

    @property
    def people(self) -> Sequence[SlackMember]:
        """The people who may act from Slack."""
        return self.directory.configuration.people if isinstance(self.directory, RoutedDirectory) else ()

    def _specs(self) -> list[SlackSpec]:
        if not isinstance(self.directory, RoutedDirectory):
            return []
        return [each for each in self.directory.configuration.specs if isinstance(each, SlackSpec)]
