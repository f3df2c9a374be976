"""Debian's Alertmanager posts to us: as many tickets as problems, each activation once, ends seen, nothing lost.

The numbers N1 to N12 are habits of Alertmanager that were measured before: see the docstring of each test.
"""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.servers.monitors import INSTALLED, NOT_INSTALLED, Alertmanager, alertmanager
from tests.support.tickets import BUSY, Tickets, labels

pytestmark = [pytest.mark.long, pytest.mark.skipif(not INSTALLED, reason=NOT_INSTALLED)]


@pytest.fixture
def am(tmp_path: Path, tickets: Tickets, alertmanager_key: str) -> Iterator[Alertmanager]:
    with alertmanager(tmp_path / "am", f"{tickets.address}/webhooks/alertmanager", alertmanager_key) as running:
        yield running


def test_the_life_of_an_alert(am: Alertmanager, tickets: Tickets) -> None:
    """Fires, is repeated, ends, is resolved after the quiet time, and back again: linked, HIGH only after a person."""
    began = time.time()
    am.alert(labels("life"), BUSY, began)
    [ticket] = tickets.until("life", lambda found: len(found) == 1 and found[0]["reminders"] > 0)
    assert (ticket["status"], ticket["severity"], ticket["occurrences"]) == ("OPEN", "MEDIUM", 1)
    am.alert(labels("life"), BUSY, began, time.time() - 0.01)
    [ticket] = tickets.until("life", lambda found: found[0]["status"] == "RESOLVED")
    assert (ticket["resolution"]["kind"], ticket["resolution"]["by"]) == ("recovered", "system:recovery")
    am.alert(labels("life"), BUSY, time.time())
    again, first = tickets.until("life", lambda found: len(found) == 2)
    assert (again["regression_of"], again["severity"]) == (first["incident_id"], "MEDIUM")
    tickets.resolve(again["incident_id"])
    time.sleep(2.5)
    am.alert(labels("life"), BUSY, time.time() - 60, time.time() - 1)
    time.sleep(2.5)
    am.alert(labels("life"), BUSY, time.time())
    third = tickets.until("life", lambda found: len(found) == 3)[0]
    assert (third["regression_of"], third["severity"]) == (again["incident_id"], "HIGH")


def test_two_problems_of_one_group_are_two_tickets(am: Alertmanager, tickets: Tickets) -> None:
    am.alert(labels("pair", instance="db-1:9100"), BUSY, time.time())
    am.alert(labels("pair", instance="db-2:9100"), BUSY, time.time())
    found = tickets.until("pair", lambda found: len(found) == 2 and all(each["reminders"] for each in found))
    assert [each["occurrences"] for each in found] == [1, 1]


def test_the_end_of_one_alert_ends_no_other(am: Alertmanager, tickets: Tickets) -> None:
    """An old end comes again inside a later firing body of the group (N9); each alert's own status speaks."""
    began = time.time()
    am.alert(labels("own", instance="db-1:9100"), BUSY, began)
    am.alert(labels("own", instance="db-2:9100"), BUSY, began)
    tickets.until("own", lambda found: len(found) == 2)
    am.alert(labels("own", instance="db-1:9100"), BUSY, began, time.time() - 0.01)
    found = tickets.until("own", lambda found: any(each["status"] == "RESOLVED" for each in found))
    assert sorted(each["status"] for each in found) == ["OPEN", "RESOLVED"]
    am.alert(labels("own", instance="db-1:9100"), BUSY, time.time())
    found = tickets.until("own", lambda found: len(found) == 3)
    tickets.stays("own", 6, lambda found: sum(each["status"] == "OPEN" for each in found) == 2)


def test_a_repeat_is_a_reminder(am: Alertmanager, tickets: Tickets) -> None:
    """Repeats are byte for byte the first body (N5), and tell that the problem still holds."""
    am.alert(labels("repeats"), BUSY, time.time())
    [before] = tickets.until("repeats", lambda found: found and found[0]["reminders"] >= 1)
    [after] = tickets.until("repeats", lambda found: found[0]["last_seen"] > before["last_seen"])
    assert after["occurrences"] == 1


def test_a_killed_alertmanager_repeats_and_opens_nothing(am: Alertmanager, tickets: Tickets) -> None:
    """After SIGTERM it remembers what it notified; after kill -9 it sends it again (N7)."""
    began = time.time()
    am.alert(labels("killed"), BUSY, began)
    tickets.until("killed", lambda found: len(found) == 1)
    for how in (signal.SIGTERM, signal.SIGKILL):
        am.stop(how)
        am.start()
        am.alert(labels("killed"), BUSY, began)
        [before] = tickets.of("killed")
        [ticket] = tickets.until("killed", lambda found, seen=before: found[0]["last_seen"] > seen["last_seen"])  # type: ignore[misc]
        assert ticket["occurrences"] == 1


def test_a_silence_is_no_end(am: Alertmanager, tickets: Tickets) -> None:
    """A silenced alert is simply absent from the body (N11), and no end is sent for it (N2)."""
    am.alert(labels("silenced", instance="db-1:9100"), BUSY, time.time())
    tickets.until("silenced", lambda found: len(found) == 1)
    am.silence("instance", "db-1:9100")
    am.alert(labels("silenced", instance="db-2:9100"), BUSY, time.time())
    tickets.until("silenced", lambda found: len(found) == 2)
    tickets.stays("silenced", 6, lambda found: all(each["status"] == "OPEN" for each in found))


def test_a_label_that_holds_a_value_stays_one_ticket(am: Alertmanager, tickets: Tickets) -> None:
    """Each value is an alert of its own with its own end (N10); the problem is one."""
    for value in (81, 87, 93):
        am.alert(labels("values", load=f"{value}.4"), BUSY, time.time())
        time.sleep(2.5)
    found = tickets.until("values", lambda found: sum(each["occurrences"] for each in found) == 3)
    assert len(found) == 1


def test_an_alert_without_a_name_is_a_ticket(am: Alertmanager, tickets: Tickets) -> None:
    """Alertmanager takes it and posts it (N12)."""
    am.alert({"service": "nameless", "severity": "critical"}, "The nightly copy did not run", time.time())
    [ticket] = tickets.until("nameless", lambda found: len(found) == 1)
    assert "nightly copy" in ticket["title"]
    assert ticket["severity"] == "CRITICAL"
