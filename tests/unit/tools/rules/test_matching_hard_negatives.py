"""Two problems that share almost every word. None of these may become one ticket without somebody being asked."""

import pytest

from tests.support.cases import cases
from tests.support.matching_cases import joined

# (what differs, one report, the other)
DIFFERENT = cases("matching_hard_negatives", "different")


@pytest.mark.parametrize(("difference", "one", "other"), DIFFERENT)
def test_a_different_problem_is_never_joined_silently(difference: str, one: str, other: str) -> None:
    assert not joined(one, other), difference


SCOPES = [
    ("service", {"service": "api"}, {"service": "billing"}),
    ("environment", {"environment": "prod"}, {"environment": "staging"}),
    ("environment named once", {"environment": "prod"}, {}),
    ("alert name", {"labels": {"alertname": "HighCPU"}}, {"labels": {"alertname": "HighLoad"}}),
    ("namespace", {"labels": {"namespace": "shop"}}, {"labels": {"namespace": "search"}}),
    ("queue", {"labels": {"queue": "orders"}}, {"labels": {"queue": "invoices"}}),
    ("host group", {"labels": {"host": "db-01"}}, {"labels": {"host": "web-01"}}),
    ("workload of a pod", {"labels": {"pod": "api-7d9f8c6b5-x2k8p"}}, {"labels": {"pod": "cart-5c4b9d7f6-9zq4t"}}),
    ("mount point", {"labels": {"mountpoint": "/var"}}, {"labels": {"mountpoint": "/data"}}),
    ("region", {"labels": {"region": "eu-west-1"}}, {"labels": {"region": "us-east-1"}}),
    ("status label", {"labels": {"status": "503"}}, {"labels": {"status": "404"}}),
]


@pytest.mark.parametrize(("difference", "one", "other"), SCOPES)
def test_another_scope_is_another_problem(difference: str, one: dict[str, object], other: dict[str, object]) -> None:
    assert not joined("Request latency is too high", "Request latency is too high", one, other), difference
