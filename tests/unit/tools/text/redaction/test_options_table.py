"""Every row of `commands.txt`: a plain word is hidden where a program takes a secret, and its source is not."""

import pytest

from tools.text.redaction.options import COMMANDS, Place
from tools.text.redaction.redact import redact

WORD = "walnut"
BEFORE_SIGN = "deploy"


def written(place: Place, value: str) -> str:
    """The arguments of a program that has a value at this place."""
    where = place.where.replace("-*", "-")
    if where == "#=":
        return f"NAME={value}"
    if where == "@":
        return f"db.password {value}"
    if where[0] == "#":
        return "ops " * int(where[1:]) + value
    if where[-1] == "*":
        return where[:-1] + value
    if where[-1] in ":%,=":
        return f"{where[:-1]} {BEFORE_SIGN}{where[-1]}{value}"
    return f"{where} {value}"


ROWS = [(program, place) for program, places in COMMANDS.items() for place in places]


@pytest.mark.parametrize("judged", ["word", "last", "mixed"])
def test_a_program_keeps_no_secret_at_its_place(judged: str) -> None:
    secret = "walnut7Lantern4Q" if judged == "mixed" else WORD
    rows = [row for row in ROWS if row[1].judged == judged]
    lines = [f"{program} {written(place, secret)} ; echo done" for program, place in rows]
    assert len(rows) > 5
    assert [line for line in lines if secret in redact(line) or not redact(line).endswith(" ; echo done")] == []


@pytest.mark.parametrize("value", ["$DB_PASSWORD", "${PW}", "<password>", "$(cat)"])
def test_a_source_of_a_secret_stays(value: str) -> None:
    lines = [f"{program} {written(place, value)}" for program, place in ROWS]
    assert [line for line in lines if redact(line) != line] == []


def test_a_sentence_about_an_option_stays() -> None:
    rows = [(program, place) for program, place in ROWS if place.where[:1] == "-" and place.where[-1].isalpha()]
    words = ("option", "is", "to", "and", "requires a value")
    lines = [f"{program} {place.where.replace('-*', '-')} {word}" for program, place in rows for word in words]
    assert [line for line in lines if redact(line) != line] == []


def test_a_row_names_its_source_and_how_it_is_judged() -> None:
    assert {place.judged for _, place in ROWS} == {"word", "last", "mixed"}
    assert len(COMMANDS) > 200
