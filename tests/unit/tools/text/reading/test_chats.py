"""Lines that somebody quotes in a chat are the report; what is said about them is not."""

import pytest

from tests.support.matching_cases import joined
from tools.text.reading.reader import read

TRACE = (
    "Traceback (most recent call last):\n"
    '  File "/srv/weir/gates.py", line 31, in lower\n    motor.start()\n'
    "MotorError: gate nine is frozen"
)
LINE = "2026-11-12 04:10:31 ERROR sluice: the lower gate of lock nine does not move"


def _marked(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))


@pytest.mark.parametrize("plain", [TRACE, LINE])
@pytest.mark.parametrize(
    "told",
    [
        "keeper died again, folks:\n{marked}",
        "keeper died again\nanybody an idea?\n{marked}\nthanks!",
        "look at this:\n```\n{plain}\n```\nany idea?",
        "```python\n{plain}\n```",
        "```{plain}```",
    ],
)
def test_a_quotation_is_the_same_problem(plain: str, told: str) -> None:
    assert joined(plain, told.format(marked=_marked(plain), plain=plain))


def test_prose_that_is_quoted_keeps_what_is_said() -> None:
    part = read("the keeper writes:\n> gate nine is frozen\n> and the pump is dry").parts[0]
    assert part.text == "the keeper writes:\ngate nine is frozen\nand the pump is dry"


def test_a_mark_beside_a_program_line_is_no_quotation() -> None:
    assert "quotation" not in read("error in gates.ts\n> 31 |   motor.start()\n     |   ^").layers
