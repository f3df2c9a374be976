"""One crash or line as another version, logger or shipper writes it: the same problem."""

import pytest

from tests.support.cases import cases
from tests.support.matching_cases import joined, profile
from tools.nouns.reports import Report
from tools.text.identity.fingerprint import profiles_of

SAME = cases("reader_versions", "same")


@pytest.mark.parametrize(("change", "one", "other"), SAME)
def test_another_version_or_dress_is_the_same_problem(change: str, one: str, other: str) -> None:
    assert joined(one, other), (change, profile(one), profile(other))


TWO = """{"version": "4", "status": "firing", "alerts": [
 {"status": "%s", "labels": {"alertname": "%s", "severity": "%s"}, "annotations": {"summary": "%s"}},
 {"status":"firing","labels":{"alertname":"DoorOpen","severity":"warning"},"annotations":{"summary":"Door open"}}]}"""


def told(status: str = "firing", severity: str = "critical") -> list[str]:
    body = TWO % (status, "ColdRoomWarm", severity, "A cold room is warm")
    return [each.message for each in profiles_of(Report("r", "t", "api", body, 0.0))]


def test_every_alert_of_a_body_is_found_the_worst_speaks_first() -> None:
    assert told() == ["ColdRoomWarm\nA cold room is warm", "DoorOpen\nDoor open"]
    assert told(severity="info")[0] == "DoorOpen\nDoor open"


def test_what_is_over_speaks_last() -> None:
    assert told(status="resolved")[0] == "DoorOpen\nDoor open"


def test_the_order_of_a_body_decides_nothing() -> None:
    same = TWO % ("firing", "DoorAjar", "warning", "A door is ajar")
    head, first, second = same.split("\n")
    swapped = "\n".join((head, second.replace("]}", ",").strip(), first.rstrip(",") + "]}"))
    one, other = (profiles_of(Report("r", "t", "api", body, 0.0)) for body in (same, swapped))
    assert [each.fingerprint for each in one] == [each.fingerprint for each in other]
