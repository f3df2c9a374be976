"""Debian's Prometheus, through Alertmanager and straight to us."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.servers.monitors import (
    INSTALLED,
    NOT_INSTALLED,
    Metrics,
    Program,
    alertmanager,
    metrics,
    prometheus,
    rule,
)
from tests.support.tickets import Tickets

pytestmark = [pytest.mark.long, pytest.mark.skipif(not INSTALLED, reason=NOT_INSTALLED)]


def rules(service: str) -> str:
    return (
        f"[{rule('QueueGrows', 'orders_waiting > 5', 'The orders queue grows', service=service, severity='critical')}]"
    )


@pytest.fixture
def target() -> Iterator[Metrics]:
    with metrics() as running:
        yield running


@pytest.fixture
def straight(tmp_path: Path, tickets: Tickets, target: Metrics, prometheus_key: str) -> Iterator[Program]:
    """Prometheus that takes us for its Alertmanager."""
    with prometheus(tmp_path / "p", target, tickets.address, rules("straight"), key=prometheus_key) as running:
        yield running


def test_a_rule_fires_and_ends_through_alertmanager(
    tmp_path: Path, tickets: Tickets, target: Metrics, alertmanager_key: str
) -> None:
    target.values['orders_waiting{shard="a"}'] = target.values['orders_waiting{shard="b"}'] = 9
    address = f"{tickets.address}/webhooks/alertmanager"
    with (
        alertmanager(tmp_path / "am", address, alertmanager_key) as am,
        prometheus(tmp_path / "p", target, am.url, rules("through")),
    ):
        found = tickets.until("through", lambda found: len(found) == 2)
        assert {each["severity"] for each in found} == {"CRITICAL"}
        target.values['orders_waiting{shard="a"}'] = 0
        tickets.until("through", lambda found: any(each["status"] == "RESOLVED" for each in found))
        tickets.stays("through", 3, lambda found: sum(each["status"] == "OPEN" for each in found) == 1)
        assert [each["occurrences"] for each in tickets.of("through")] == [1, 1]


def test_resends_are_reminders_and_an_end_is_a_recovery(straight: Program, tickets: Tickets, target: Metrics) -> None:
    target.values["orders_waiting"] = 9
    [ticket] = tickets.until(
        "straight", lambda found: len(found) == 1 and found[0]["last_seen"] > found[0]["first_seen"]
    )
    time.sleep(3)
    assert tickets.of("straight")[0]["occurrences"] == 1
    target.values["orders_waiting"] = 0
    [ticket] = tickets.until("straight", lambda found: found[0]["status"] == "RESOLVED")
    assert ticket["resolution"]["kind"] == "recovered"
    target.values["orders_waiting"] = 12
    again = tickets.until("straight", lambda found: len(found) == 2)[0]
    assert (again["regression_of"], again["occurrences"]) == (ticket["incident_id"], 1)


def test_a_restart_of_prometheus_opens_nothing(straight: Program, tickets: Tickets, target: Metrics) -> None:
    """After a restart the alert may start anew though the trouble never went away (N8)."""
    target.values["orders_waiting"] = 9
    before = tickets.until("straight", lambda found: bool(found) and found[0]["status"] == "OPEN")
    straight.stop()
    straight.start()
    time.sleep(3)
    assert [each["incident_id"] for each in tickets.of("straight")] == [each["incident_id"] for each in before]
