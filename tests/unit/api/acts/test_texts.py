"""What people write into an act says something, fits, and holds no secret."""

import pytest

from api.acts.texts import MAX_NAME, MAX_TEXT, named, written, written_if_any
from tools.errors import InvalidRequest
from tools.nouns.redacted import NOTHING

MAIL = "jane.doe@example.com"


def test_a_text_is_trimmed_and_redacted() -> None:
    assert written("text", f"  asked {MAIL}\n") == "asked [REDACTED:email]"
    assert written_if_any("reason", f" asked {MAIL}") == "asked [REDACTED:email]"


@pytest.mark.parametrize("text", ["", None])
def test_a_text_that_is_left_out_is_nothing(text: str | None) -> None:
    assert written_if_any("reason", text) == NOTHING


def test_a_text_of_blanks_is_not_left_out_but_empty() -> None:
    with pytest.raises(InvalidRequest, match=r"^reason: must not be empty$"):
        written_if_any("reason", " \t")


def test_a_text_has_room_up_to_its_bound() -> None:
    assert len(written("text", "x" * MAX_TEXT + "  ")) == MAX_TEXT
    for write in (written, written_if_any):
        with pytest.raises(InvalidRequest, match=f"^text: has more than {MAX_TEXT} characters"):
            write("text", "x" * (MAX_TEXT + 1))


def test_a_name_is_trimmed_redacted_and_has_its_bound() -> None:
    assert named("by", f" {MAIL} ") == "[REDACTED:email]"
    assert len(named("by", "x" * MAX_NAME)) == MAX_NAME
    with pytest.raises(InvalidRequest, match=f"^by: has more than {MAX_NAME} characters$"):
        named("by", "x" * (MAX_NAME + 1))


@pytest.mark.parametrize(
    ("name", "said"), [("  ", "by: must not be empty"), ("a\u200bb", "by: control and invisible characters are not")]
)
def test_a_name_that_shows_nothing_or_hides_something(name: str, said: str) -> None:
    with pytest.raises(InvalidRequest, match=f"^{said}"):
        named("by", name)
