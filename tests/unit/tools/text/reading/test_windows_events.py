"""A Windows event reads the same from its viewer, a collector's fields, one line and its XML."""

import pytest

from tests.support.matching_cases import joined
from tools.text.reading.reader import read

TOLD = "The Lock Keeper service terminated unexpectedly. It has done this 3 time(s)."
VIEWER = (
    "Log Name:      System\nSource:        Service Control Manager\nDate:          3/2/2026 10:00:00 AM\n"
    "Event ID:      7034\nTask Category: None\nLevel:         Error\nKeywords:      Classic\nUser:          N/A\n"
    f"Computer:      weir-4.canal.example\nDescription:\n{TOLD}"
)
COLLECTED = (
    "LogName=System\nSourceName=Service Control Manager\nEventCode=7034\nType=Error\nComputerName=weir-4\n"
    f"RecordNumber=88123\nMessage={TOLD}"
)
LINE = f'EventID=7034 Source="Service Control Manager" Computer=weir-4 Level=Error {TOLD}'
XML = (
    "<Event xmlns='x'><System><Provider Name='Service Control Manager'/><EventID>7034</EventID><Level>2</Level>"
    f"</System><RenderingInfo><Message>{TOLD}</Message></RenderingInfo></Event>"
)


@pytest.mark.parametrize("text", [VIEWER, COLLECTED, LINE])
def test_the_message_is_taken_from_its_fields(text: str) -> None:
    reading = read(text)
    part = reading.parts[0]
    assert "windows event" in reading.layers
    assert part.text == f"{TOLD} event id 7034"
    assert (part.component, part.level) == ("Service Control Manager", "error")


@pytest.mark.parametrize("text", [COLLECTED, LINE, XML])
def test_every_form_is_the_same_problem(text: str) -> None:
    assert joined(VIEWER, text)


@pytest.mark.parametrize(
    "text", [VIEWER.replace("7034", "7031"), COLLECTED.replace("7034", "7031"), LINE.replace("7034", "7031")]
)
def test_another_event_number_is_another_problem(text: str) -> None:
    assert not joined(VIEWER, text)


@pytest.mark.parametrize(
    "text",
    [
        "Event ID: 7034",
        "EventID=7034 Source=Keeper",
        "the event id of the keeper was lost",
        "Event ID: seven, Source: Keeper, the gate is stuck",
    ],
)
def test_fields_without_number_or_message_stay_a_text(text: str) -> None:
    assert "windows event" not in read(text).layers
