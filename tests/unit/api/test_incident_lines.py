"""A ticket is one line in 80 columns."""

import io

import pytest
from rich.console import Console

from api.http.wire import incident
from api.incident_lines import print_table
from tools.ids import numbered_ulid
from tools.nouns.incidents import Incident, Status
from tools.nouns.severity import Severity
from tools.text.redaction.redact import redact


def ticket(number: int) -> Incident:
    incident_id = "inc_" + numbered_ulid(1_700_000_000, number << 70)
    return Incident(
        incident_id=incident_id,
        tenant="default",
        status=Status.ACKNOWLEDGED,
        severity=Severity.CRITICAL,
        service=redact("a-service-with-a-long-name"),
        environment=redact("production"),
        release=None,
        title=redact(f"[red]Lambda[/] timed out {'after a long time ' * 5}"),
        first_seen=1_700_000_000.0,
        last_seen=1_700_000_000.0,
        occurrences=123_456,
        generation=1,
        regression_of=None,
        root_id=incident_id,
        merged_into=None,
    )


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    out = io.StringIO()
    monkeypatch.setattr("api.console.console", Console(file=out, width=80, force_terminal=False), raising=False)
    return out


def test_a_ticket_is_one_line_of_80_columns(printed: io.StringIO) -> None:
    shown = [incident(ticket(number), timeline=False) for number in (1, 2)]
    page = {"status": "success", "count": 7, "incidents": shown, "next_cursor": None}
    print_table(page, 1_700_007_200.0)
    heading, *rows, caption = printed.getvalue().splitlines()
    assert heading.split() == ["id", "state", "severity", "seen", "age", "service", "title"]
    assert len(rows) == 2
    assert all(len(row) <= 80 for row in rows)
    assert all("ack" in row and "CRITICAL" in row and "2h" in row and "[red]L" in row for row in rows)
    assert len({row.split()[0] for row in rows}) == 2
    assert caption == "2 of 7"
