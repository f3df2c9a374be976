"""One problem seen twice, with other values, headers, wrappings or words. All of these join without an LLM."""

import pytest

from tests.support.cases import cases
from tests.support.matching_cases import joined

# (what varies, one report, the other); joined with no help from vectors
VALUES = cases("matching_variants", "values")
HEADERS = cases("matching_variants", "headers")
DRESSES = cases("matching_variants", "dresses")
WORDS = cases("matching_variants", "words")


@pytest.mark.parametrize(("variation", "one", "other"), VALUES + HEADERS + DRESSES + WORDS)
def test_the_same_problem_joins(variation: str, one: str, other: str) -> None:
    assert joined(one, other, cosine=0.0), variation


LABELS = [
    ("pod of a stateful set", {"pod": "db-0"}, {"pod": "db-1"}),
    ("pod of one workload", {"pod": "api-7d9f8c6b5-x2k8p"}, {"pod": "api-5c4b9d7f6-9zq4t"}),
    ("address of a pod", {"instance": "10.0.0.1:9100", "pod": "db-0"}, {"instance": "10.0.0.2:9100", "pod": "db-1"}),
    ("a label that is no identity", {"runbook_url": "https://a/b"}, {"runbook_url": "https://a/c", "team": "x"}),
]


@pytest.mark.parametrize(("variation", "one", "other"), LABELS)
def test_instances_of_one_group_share_a_problem(variation: str, one: dict[str, str], other: dict[str, str]) -> None:
    assert joined("Request latency is too high", "Request latency is too high", {"labels": one}, {"labels": other})


def test_an_address_alone_names_the_machine() -> None:
    one, other = ({"alertname": "InstanceDown", "instance": f"10.0.0.{last}:9100"} for last in (1, 2))
    assert not joined("Instance is down", "Instance is down", {"labels": one}, {"labels": other})
    assert joined("Instance is down", "Instance is down", {"labels": one}, {"labels": one})


SPELLINGS = [
    ("hyphen", "Rate limit exceeded for client", "Rate-limit exceeded for client"),
    ("contraction", "Could not acquire connection from pool", "Couldn't acquire connection from pool"),
    ("contraction", "Cannot resolve host a.example.com", "Can not resolve host b.example.com"),
    ("unicode form", "Menu du caf\u00e9 indisponible", "Menu du cafe\u0301 indisponible"),
    ("level in small letters", "ERROR token signature mismatch", "error token signature mismatch"),
    ("quoted capitals", "ValueError: bad currency code 'XYZ'", "ValueError: bad currency code 'QQQ'"),
]


@pytest.mark.parametrize(("spelling", "one", "other"), SPELLINGS)
def test_spelling_is_no_difference(spelling: str, one: str, other: str) -> None:
    assert joined(one, other, cosine=0.0), spelling
