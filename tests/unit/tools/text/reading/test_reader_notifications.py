"""The wrapping never decides: in every sender's body two hosts or two troubles are two problems, an end is an end."""

import pytest

from evals.wrapped.notifications import ALL, WITH_STATE, Notification
from tests.support.matching_cases import joined, profile
from tools.nouns.severity import Severity

DISK, MEMORY = "Disk of the ledger is almost full", "Memory of the ledger runs out"


@pytest.mark.parametrize("told", ALL, ids=lambda each: each.__name__)
def test_the_same_notification_again_is_the_same_problem(told: Notification) -> None:
    assert joined(told("mail-gw", DISK, True), told("mail-gw", DISK, True))


@pytest.mark.parametrize("told", ALL, ids=lambda each: each.__name__)
def test_another_host_is_another_problem(told: Notification) -> None:
    assert not joined(told("mail-gw", DISK, True), told("payroll", DISK, True))


@pytest.mark.parametrize("told", ALL, ids=lambda each: each.__name__)
def test_another_trouble_is_another_problem(told: Notification) -> None:
    assert not joined(told("mail-gw", DISK, True), told("mail-gw", MEMORY, True))


@pytest.mark.parametrize("told", WITH_STATE, ids=lambda each: each.__name__)
def test_an_end_is_told_apart_from_the_trouble(told: Notification) -> None:
    assert not profile(told("mail-gw", DISK, True)).recovered
    assert profile(told("mail-gw", DISK, False)).recovered
    assert profile(told("mail-gw", DISK, True)).fingerprint != profile(told("mail-gw", DISK, False)).fingerprint


@pytest.mark.parametrize("told", ALL, ids=lambda each: each.__name__)
def test_the_trouble_stands_in_the_message(told: Notification) -> None:
    assert DISK in profile(told("mail-gw", DISK, True)).message


SEVERE = ("alertmanager", "pagerduty", "opsgenie", "newrelic", "teams", "coded_mail", "html_mail")


@pytest.mark.parametrize("told", [each for each in ALL if each.__name__ in SEVERE], ids=lambda each: each.__name__)
def test_the_senders_severity_is_read(told: Notification) -> None:
    assert profile(told("mail-gw", DISK, True)).severity is Severity.CRITICAL
