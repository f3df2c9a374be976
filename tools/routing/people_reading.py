"""Reads `[[slack_user]]` from the file: the permissions of Slack users."""

from collections.abc import Mapping

from tools.nouns.accounts import Role
from tools.nouns.slack_profiles import SlackMember
from tools.routing.faults import Faults
from tools.routing.toml_lines import Path
from tools.routing.values import TomlValue

KEYS = ("id", "team", "email", "user", "role", "name", "tenant")


def read_person(stored: Mapping[str, TomlValue], path: Path, faults: Faults) -> SlackMember:
    """Read one person; problems are added to the faults."""
    said: dict[str, str] = dict.fromkeys(KEYS, "")
    for key, value in stored.items():
        if key not in KEYS:
            faults.unknown((*path, key), KEYS)
        elif not isinstance(value, str) or not value.strip():
            faults.add((*path, key), "a non-empty text is needed")
        else:
            said[key] = value.strip()
    if ("id" in stored) == ("email" in stored):
        faults.add(path, "name the person by exactly one of `id` and `email`")
    if ("user" in stored) == ("role" in stored):
        faults.add(path, "give exactly one of `user` (an account) and `role`")
    return SlackMember(
        id=said["id"],
        team=said["team"],
        email=said["email"],
        user=said["user"],
        role=_role(said["role"], path, faults),
        name=said["name"],
        tenant=said["tenant"],
    )


def _role(word: str, path: Path, faults: Faults) -> Role | None:
    try:
        return Role.parse(word) if word else None
    except ValueError as error:
        faults.add((*path, "role"), str(error))
        return None
