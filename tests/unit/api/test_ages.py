"""Commands are told of times by an age or in RFC 3339, and anything else is named with the option."""

import pytest

from api.ages import age_of, moment_of
from tools.errors import InvalidRequest

NOW = 1_800_000_000.0


@pytest.mark.parametrize(("text", "hours"), [("48h", 48), (" 2 D ", 48), ("1w", 168), ("1m", 720)])
def test_an_age_counts_back_from_now(text: str, hours: int) -> None:
    assert age_of("--older-than", text) == hours * 3600
    assert moment_of("--since", text, NOW) == NOW - hours * 3600


def test_a_time_says_its_zone() -> None:
    assert moment_of("--since", "1970-01-01T01:00+01:00", NOW) == moment_of("--since", "1970-01-01T00:00Z", NOW) == 0
    with pytest.raises(InvalidRequest, match="--since: the time needs its zone"):
        moment_of("--since", "2026-01-31T12:00", NOW)


@pytest.mark.parametrize("text", ["", "7", "7x", "yesterday", "-3d", "2026-13-01T00:00Z"])
def test_what_is_no_time_is_refused_by_its_option(text: str) -> None:
    with pytest.raises(InvalidRequest, match="^--until: write an age"):
        moment_of("--until", text, NOW)
