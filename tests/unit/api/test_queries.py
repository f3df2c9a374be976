"""What is asked for in words becomes a query, and a word that means nothing is named with what could be said."""

import pytest

from api.queries import incident_query
from tools.errors import InvalidRequest
from tools.nouns.incidents import Sort


def test_a_label_is_a_name_and_a_whole_value() -> None:
    assert incident_query(label="team:payments").label == ("team", "payments")
    assert incident_query(label="url:http://a:1").label == ("url", "http://a:1")
    assert incident_query(label="").label is incident_query().label is None


@pytest.mark.parametrize("label", ["team", "team:", ":payments", ":"])
def test_half_a_label_is_refused(label: str) -> None:
    with pytest.raises(InvalidRequest, match="label: write name:value"):
        incident_query(label=label)


def test_orders_are_said_in_words() -> None:
    assert incident_query(sort="Severity").sort is Sort.SEVERITY
    assert incident_query().sort is Sort.NEWEST
    with pytest.raises(InvalidRequest, match="sort: use newest, last_seen, severity, occurrences"):
        incident_query(sort="age")
