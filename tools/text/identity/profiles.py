"""A profile as stores save it. Reading one does not load the slow code that makes it. Pure."""

from collections.abc import Mapping
from typing import Any

from tools.nouns.reports import Profile
from tools.nouns.severity import Severity

# Raise it when a report gets another fingerprint than before; stores then renew their aliases when opened.
FP_VERSION = 7


def profile_to_json(profile: Profile) -> dict[str, Any]:
    """A profile as plain JSON types."""
    return {
        "fingerprint": profile.fingerprint,
        "version": profile.version,
        "message": profile.message,
        "template": profile.template,
        "params": list(profile.params),
        "entities": {name: list(values) for name, values in profile.entities.items()},
        "component": profile.component,
        "level": profile.level,
        "severity": None if profile.severity is None else profile.severity.name,
        "severity_source": profile.severity_source,
        "recovered": profile.recovered,
        "called": profile.called,
        "layers": list(profile.layers),
        "roles": [list(role) for role in profile.roles],
    }


def profile_from_json(data: Mapping[str, Any]) -> Profile:
    """The profile that `profile_to_json` wrote, by this version or an earlier one."""
    severity = data.get("severity")
    return Profile(
        **{
            **data,
            "params": tuple(data["params"]),
            "entities": dict(data["entities"]),
            "severity": None if severity is None else Severity[severity],
            "layers": tuple(data.get("layers", ())),
            "roles": tuple((role, name, value) for role, name, value in data.get("roles", ())),
        }
    )
