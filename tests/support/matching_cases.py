"""What the crafted pairs are judged by: one fingerprint, or a join by the rules without anybody being asked."""

from collections.abc import Mapping
from typing import Any

from tools.nouns.decisions import Band
from tools.nouns.policy import Policy
from tools.nouns.reports import Profile, Report
from tools.rules.matching import judge
from tools.text.identity.fingerprint import profile_of

NEAR = 0.99


def profile(log: str, **changes: object) -> Profile:
    """The profile of a log on service `api`."""
    fields: dict[str, Any] = {
        "request_id": "r",
        "tenant": "t",
        "service": "api",
        "log": log,
        "received_at": 0.0,
        **changes,
    }
    return profile_of(Report(**fields))


def joined(
    one: str,
    other: str,
    scope: Mapping[str, object] | None = None,
    other_scope: Mapping[str, object] | None = None,
    cosine: float = NEAR,
) -> bool:
    """True when the second report would silently join the first one's ticket. Candidates never cross a service."""
    left, right = profile(one, **(scope or {})), profile(other, **(other_scope or {}))
    if left.fingerprint == right.fingerprint:
        return True
    if (scope or {}).get("service") != (other_scope or {}).get("service"):
        return False
    band = judge(left, right, cosine, Policy()).band
    assert judge(right, left, cosine, Policy()).band is band, "a verdict may not depend on who came first"
    return band is Band.SAME
