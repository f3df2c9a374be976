"""A device's own line that something came back: told as an end, and as what is over."""

import pytest

from tests.support.matching_cases import profile
from tools.text.reading.ends import as_before, tells_end

# (what came back, what it was)
LINES = [
    (
        "%LINEPROTO-5-UPDOWN: Line protocol on Interface Te1/7, changed state to up",
        "%LINEPROTO-5-UPDOWN: Line protocol on Interface Te1/7, changed state to down",
    ),
    (
        "Pool /Common/tea member /Common/a:443 monitor status up.",
        "Pool /Common/tea member /Common/a:443 monitor status down.",
    ),
    ("Server tea/t1 is UP, reason: Layer7 check passed", "Server tea/t1 is DOWN, reason: Layer7 check passed"),
    ("%BGP-5-ADJCHANGE: neighbor 198.51.100.7 Up", "%BGP-5-ADJCHANGE: neighbor 198.51.100.7 down"),
    ("memory resource limit alarm cleared on node rabbit@tea", "memory resource limit alarm set on node rabbit@tea"),
    ("Link state of port 7 changed to up", "Link state of port 7 changed to down"),
    ("nfs: server tea-1 OK", "nfs: server tea-1 DOWN"),
    ("Monitor is UP: tea.example.org", "Monitor is DOWN: tea.example.org"),
]  # fmt: skip


@pytest.mark.parametrize(("over", "before"), LINES)
def test_a_change_of_state_tells_an_end(over: str, before: str) -> None:
    assert tells_end(over)
    assert profile(over).recovered
    assert as_before(over) == before
    assert not tells_end(before)


@pytest.mark.parametrize(
    "line",
    [
        "The kettle is up and the tea is OK, but the cups are missing",
        "Interface Te1/7 did not come up after the reload",
        "queue tea changed state to stuck",
        "Server tea/t1 is UPGRADING",
        "backup of tea was cleared by the operator",
    ],
)
def test_prose_never_does(line: str) -> None:
    assert not tells_end(line)
    assert as_before(line) == line


def test_the_line_of_the_trouble_and_of_its_end() -> None:
    lasting, over = profile("✅ Kettle is hot again"), profile("🔴 Kettle is cold")
    assert (lasting.recovered, over.recovered) == (True, False)
