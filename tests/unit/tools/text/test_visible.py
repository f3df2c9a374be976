"""One set of hidden characters, kept by every door: report texts, names, runbook ids and what is shown of a runbook."""

import pytest

from tools.errors import InvalidRequest
from tools.runbooks.load import check_id
from tools.text.hostile_characters import checked_name, clean
from tools.text.markdown import printable
from tools.text.visible import hides_characters, printed_name, visible

HIDDEN = [
    *(chr(code) for code in range(0x20) if chr(code) not in "\t\n\r"),
    *map(chr, range(0x7F, 0xA0)),
    "\u00ad", "\u034f", "\u061c", "\u115f", "\u1160", "\u17b4", "\u17b5", "\u180e", "\u200b", "\u200f", "\u2028",
    "\u202e", "\u2060", "\u206f", "\ufe00", "\ufe0f", "\u3164", "\ufeff", "\uffa0",
    "\ufff9", "\ufffb", "\U0001d173", "\U0001d17a", "\U000e0001", "\U000e0041", "\U000e01ef",
]  # fmt: skip
SEEN = "a Zß漢字 語🙂 – … “quoted” naïve, العربية 한국어 ไทย"


@pytest.mark.parametrize("hidden", HIDDEN, ids=lambda each: f"U+{ord(each):04X}")
def test_no_door_lets_a_hidden_character_through(hidden: str) -> None:
    text = f"disk{hidden}full"
    assert visible(text) == clean(text) == printable(text) == "diskfull"
    assert hides_characters(text)
    assert printed_name(text) == "disk?full"
    with pytest.raises(ValueError, match="invisible"):
        checked_name(text)
    with pytest.raises(InvalidRequest, match="visible"):
        check_id(text)


def test_what_is_seen_stays() -> None:
    lines = f"{SEEN}\n\tand\r\nmore"
    assert visible(lines) == clean(lines) == lines
    assert not hides_characters(SEEN)
    assert printed_name(SEEN) == checked_name(SEEN) == check_id(SEEN) == SEEN


@pytest.mark.parametrize("broken", ["\t", "\n", "\r", "\ud800"])
def test_a_name_is_one_line_of_whole_characters(broken: str) -> None:
    assert hides_characters(f"a{broken}b")
    with pytest.raises(ValueError, match="not allowed"):
        checked_name(f"a{broken}b")
