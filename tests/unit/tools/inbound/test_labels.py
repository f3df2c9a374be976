"""A rule's own labels: of two alerts of one rule they tell which thing it is."""

import json

import pytest

from tests.support.matching_cases import profile
from tools.inbound.labels import own_names


def alert(**labels: str) -> str:
    """Alertmanager's body with one alert."""
    told = {"alertname": "KettleCold", **labels}
    one = {"status": "firing", "labels": told, "annotations": {"summary": "A kettle is cold"}}
    return json.dumps({"version": "4", "status": "firing", "groupLabels": {}, "commonLabels": told, "alerts": [one]})


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"kettle": "north"}, {"kettle": "south"}, False),
        ({"kettle": "k-4"}, {"kettle": "k-9"}, False),
        ({"kettle": "north", "team": "tea"}, {"kettle": "north", "team": "cups"}, True),
        ({"kettle": "north", "image": "tea"}, {"kettle": "north", "image": "cup"}, True),
        ({"kettle": "north", "trace": "8f3a11c2"}, {"kettle": "north", "trace": "0b6f2210"}, True),
        ({"job_name": "nightly-29641120"}, {"job_name": "nightly-29642560"}, True),
        ({"job_name": "nightly-29641120"}, {"job_name": "weekly-29642560"}, False),
    ],
)
def test_which_thing_it_is(one: dict[str, str], other: dict[str, str], same: bool) -> None:
    ours, theirs = profile(alert(**one)), profile(alert(**other))
    assert (ours.fingerprint == theirs.fingerprint) is same


def test_names_and_nothing_else() -> None:
    labels = {"kettle": "north", "lid": "9e31f0aa", "valve": "10.9.0.1", "owner": "ada", "pod": "tea", "room": "hall 4"}
    assert own_names(labels) == ("kettle", "room")
