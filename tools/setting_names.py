"""Finds misspelt settings in `.env` and the environment, which would be ignored silently."""

import difflib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from dotenv import dotenv_values

from tools.env_file import ENV_FILE, is_read_by_libraries
from tools.settings import Settings

# Names that belong in `.env` besides those that libraries read: for commands, or for the process manager.
_OF_OTHERS = re.compile(
    r"(?:PYTHON|UVICORN|PROMETHEUS|COMPOSE|DOCKER|INCIDENT_API|INCIDENT_RESPONDER)_|(?:USER_PASSWORD|TZ|PATH|CI|LANG)$"
)
# How similar a name and a setting must be (difflib's ratio). The file is only ours; the environment is shared.
_NEAR_IN_FILE = 0.75
_NEAR_IN_ENVIRONMENT = 0.88
_SHORTEST = 6
"""Shorter names in the environment are similar by chance."""


def stray_names(destinations_file: Path | None = None) -> tuple[str, ...]:
    """A warning for each stray name, with the setting that may have been meant.

    Variables that DESTINATIONS_FILE names for secrets are not stray. An unreadable file is ignored here: it is reported
    where it is needed.
    """
    try:
        named = destinations_file.read_text("utf-8") if destinations_file else ""
    except (OSError, UnicodeDecodeError):
        named = ""
    in_file = dotenv_values(ENV_FILE) if Path(ENV_FILE).is_file() else {}
    return tuple(_told(in_file, os.environ, frozenset(re.findall(r"\w+", named))))


def _told(in_file: Iterable[str], environment: Mapping[str, str], named: frozenset[str]) -> Iterator[str]:
    for name in in_file:
        if not _is_known(name, named):
            near = _nearest(name, _NEAR_IN_FILE)
            hint = f": did you mean {near}?" if near else ""
            yield f"{ENV_FILE}: {name[:64]} is not a setting, so it is ignored{hint}"
    for name in environment:
        if len(name) < _SHORTEST or name in in_file or _is_known(name, named):
            continue
        if near := _nearest(name, _NEAR_IN_ENVIRONMENT):
            yield f"environment: {name[:64]} is not a setting, so it is ignored: did you mean {near}?"


def _is_known(name: str, named: frozenset[str]) -> bool:
    return name.lower() in Settings.model_fields or name in named or _is_of_others(name)


def _is_of_others(name: str) -> bool:
    """True for another program's name. We have OPENAI_ and AWS_ settings too, so a name close to one is not."""
    others = _OF_OTHERS.match(name.upper()) is not None or is_read_by_libraries(name)
    return others and _nearest(name, _NEAR_IN_ENVIRONMENT) is None


def _nearest(name: str, least: float) -> str | None:
    found = difflib.get_close_matches(name.lower()[:64], Settings.model_fields, 1, least)
    return found[0].upper() if found else None
