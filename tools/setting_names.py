"""Finds names in `.env` and the environment that look like settings but are none: they would be ignored silently."""

import difflib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from dotenv import dotenv_values

from tools.env_file import ENV_FILE, is_read_by_libraries
from tools.settings import Settings

# What else may rightly stand in `.env`, beside what libraries read: read by commands or by what starts the process.
_OF_OTHERS = re.compile(
    r"(?:PYTHON|UVICORN|PROMETHEUS|COMPOSE|DOCKER|INCIDENT_API|INCIDENT_RESPONDER)_|(?:USER_PASSWORD|TZ|PATH|CI|LANG)$"
)
# How alike a name and a setting must be (difflib's ratio). The file is ours; the environment is everybody's.
_NEAR_IN_FILE = 0.75
_NEAR_IN_ENVIRONMENT = 0.88
_SHORTEST = 6
"""Shorter names of the environment are like each other by chance."""


def stray_names(destinations_file: Path | None = None) -> tuple[str, ...]:
    """A warning for each, with the setting that may have been meant.

    What DESTINATIONS_FILE names as a secret's variable is no stray. A file that cannot be read names nothing: whoever
    needs it says so.
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
            yield f"{ENV_FILE}: {name[:64]} is no setting, so it is ignored{f': did you mean {near}?' if near else ''}"
    for name in environment:
        if len(name) < _SHORTEST or name in in_file or _is_known(name, named):
            continue
        if near := _nearest(name, _NEAR_IN_ENVIRONMENT):
            yield f"environment: {name[:64]} is no setting, so it is ignored: did you mean {near}?"


def _is_known(name: str, named: frozenset[str]) -> bool:
    return name.lower() in Settings.model_fields or name in named or _is_of_others(name)


def _is_of_others(name: str) -> bool:
    """OPENAI_ and AWS_ have settings of ours too: a misspelt one is not somebody else's."""
    others = _OF_OTHERS.match(name.upper()) is not None or is_read_by_libraries(name)
    return others and _nearest(name, _NEAR_IN_ENVIRONMENT) is None


def _nearest(name: str, least: float) -> str | None:
    found = difflib.get_close_matches(name.lower()[:64], Settings.model_fields, 1, least)
    return found[0].upper() if found else None
