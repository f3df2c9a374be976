"""The configured destinations and routes: from `DESTINATIONS_FILE` or, without a file, from single settings."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath

from dotenv import dotenv_values

from tools.errors import Misconfigured
from tools.notify.specs import AnySpec, PagerDutySpec, Secret, SlackSpec
from tools.nouns.routes import Route
from tools.nouns.slack_profiles import SlackMember
from tools.routing.faults import Faults
from tools.routing.people_reading import read_person
from tools.routing.route_reading import RouteReader
from tools.routing.spec_reading import SpecReader
from tools.routing.toml_lines import lines_of
from tools.routing.values import TomlValue
from tools.settings import Settings

TABLES = ("destination", "route", "slack_user")
OLDER_WEBHOOK = "webhook"
"""The name of the destination that NOTIFY_WEBHOOK_URL makes."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """The destinations, routes and Slack users that are configured."""

    specs: tuple[AnySpec, ...] = ()
    routes: tuple[Route, ...] = ()
    people: tuple[SlackMember, ...] = ()
    """The people who may act from Slack."""

    @property
    def unreached(self) -> tuple[str, ...]:
        """Destinations that no route leads to."""
        led = {name for each in self.routes for name in (*each.to, *each.escalate_to)}
        return tuple(each.name for each in self.specs if each.name not in led) if self.routes else ()


def environment() -> Mapping[str, str]:
    """The variables in which secrets are looked up: the environment and, as for every setting, `.env`."""
    return {name: value for name, value in dotenv_values(".env").items() if value} | dict(os.environ)


def load_configuration(settings: Settings, secrets: Mapping[str, str] | None) -> Configuration:
    """Read the file if there is one, else the single settings. Raises Misconfigured."""
    if settings.destinations_file is None:
        return Configuration(tuple(_by_settings(settings)))
    taken = [OLDER_WEBHOOK] if settings.notify_webhook_url else []
    return read_file(settings.destinations_file, secrets, taken)


def read_file(path: FilePath, secrets: Mapping[str, str] | None, taken: list[str]) -> Configuration:
    """Read the file. Raises Misconfigured, which lists every fault with its line and key.

    `secrets` None: secrets are not looked up, for checks that send nothing. `taken`: destination names that other
    settings use.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"DESTINATIONS_FILE: {path} cannot be read: {error}") from error
    return read_text(text, str(path), secrets, taken)


def read_text(text: str, name: str, secrets: Mapping[str, str] | None, taken: list[str]) -> Configuration:
    """Like `read_file`, for a text; `name` is shown in errors."""
    try:
        stored: dict[str, TomlValue] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(f"DESTINATIONS_FILE: {name} is not valid TOML: {error}") from error
    faults = Faults(f"DESTINATIONS_FILE {name}", lines_of(text))
    for key in stored:
        if key not in TABLES:
            faults.unknown((key,), TABLES)
    destinations, routes, people = (_tables(stored, key, faults) for key in TABLES)
    if not destinations and not people:
        faults.add((), "there is no [[destination]] in it")
    reader = SpecReader(faults, secrets)
    specs = [reader.read(each, ("destination", number)) for number, each in enumerate(destinations)]
    names = [str(each.get("name")) for each in destinations]
    _check_names(names, taken, faults)
    route_reader = RouteReader(faults, names)
    read = [route_reader.read(each, ("route", number)) for number, each in enumerate(routes)]
    known = [read_person(each, ("slack_user", number), faults) for number, each in enumerate(people)]
    faults.check()
    return Configuration(tuple(each for each in specs if each is not None), tuple(read), tuple(known))


def _tables(stored: Mapping[str, TomlValue], key: str, faults: Faults) -> list[dict[str, TomlValue]]:
    found = stored.get(key, [])
    if not isinstance(found, list):
        faults.add((key,), f"write [[{key}]], in two pairs of brackets, for each {key}")
        return []
    tables = [each for each in found if isinstance(each, dict)]
    if len(tables) < len(found):
        faults.add((key,), f"write [[{key}]] and its keys below, for each {key}")
    return tables


def _check_names(names: list[str], taken: list[str], faults: Faults) -> None:
    for number, name in enumerate(names):
        if name in names[:number]:
            faults.add(("destination", number, "name"), f"another destination is called {name[:64]!r} already")
        elif name in taken:
            why = f"{name!r} is the destination of NOTIFY_WEBHOOK_URL: use another name, or unset that"
            faults.add(("destination", number, "name"), why)


def _by_settings(settings: Settings) -> list[AnySpec]:
    found: list[AnySpec] = []
    if settings.slack_bot_token is not None:
        if not settings.slack_channel:
            raise Misconfigured("SLACK_BOT_TOKEN: set SLACK_CHANNEL as well, such as #incidents")
        signing = settings.slack_signing_secret
        found.append(
            SlackSpec(
                name="slack",
                token=Secret("SLACK_BOT_TOKEN", settings.slack_bot_token.get_secret_value()),
                channel=settings.slack_channel,
                signing_secret=Secret("SLACK_SIGNING_SECRET", signing.get_secret_value()) if signing else None,
            )
        )
    elif settings.slack_webhook_url is not None:
        address = settings.slack_webhook_url.get_secret_value()
        if not address.startswith(("http://", "https://")):
            raise Misconfigured("SLACK_WEBHOOK_URL: an http:// or https:// address is needed")
        found.append(SlackSpec(name="slack", url=Secret("SLACK_WEBHOOK_URL", address)))
    if settings.pagerduty_routing_key is not None:
        key = settings.pagerduty_routing_key.get_secret_value()
        found.append(PagerDutySpec(name="pagerduty", routing_key=Secret("PAGERDUTY_ROUTING_KEY", key)))
    return found
