"""Profiles as stored with an alias."""

import json

from tools.nouns.reports import Profile
from tools.text.identity.fingerprint import profile_from_json, profile_to_json
from tools.tickets.embedded.transaction import to_json


def dump_profile(profile: Profile) -> str:
    """Everything matching knows of a message, as compact JSON."""
    return to_json(profile_to_json(profile))


def load_profile(text: str) -> Profile:
    """The inverse of `dump_profile`."""
    return profile_from_json(json.loads(text))
