"""Profiles as stored with an alias."""

import json

from tools.tickets.embedded.transaction import to_json
from tools.types import Profile


def profile_to_json(profile: Profile) -> str:
    """Everything matching knows of a message, as compact JSON."""
    return to_json(
        {
            "fingerprint": profile.fingerprint,
            "version": profile.version,
            "message": profile.message,
            "template": profile.template,
            "params": list(profile.params),
            "entities": {name: list(values) for name, values in profile.entities.items()},
            "component": profile.component,
            "level": profile.level,
        }
    )


def profile_from_json(text: str) -> Profile:
    """The inverse of `profile_to_json`."""
    stored = json.loads(text)
    return Profile(**(stored | {"params": tuple(stored["params"])}))
