"""The one text of a message that Slack reads markup in is written so that there is none."""

import pytest

from tests.support.messages import HOSTILE, hostile, message
from tests.support.servers.slack_text import markup, refusal
from tools.notify.slack_blocks import card_blocks, escaped, fallback, reply_blocks
from tools.nouns.notices import NoticeKind


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("*bold*", "∗bold∗"),
        ("snake_case stays", "snake_case stays"),
        ("_it_", "ˍitˍ"),
        ("12:30:15 and :fire:", "12:\u206030:\u206015 and :\u2060fire:"),
    ],
)
def test_signs_that_would_format_are_parted(text: str, written: str) -> None:
    assert escaped(text) == written


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_every_kind_fits_and_is_literal(kind: NoticeKind) -> None:
    for told in (message(kind), hostile(kind)):
        for blocks in (card_blocks(told, buttons=True), reply_blocks(told)):
            assert refusal(blocks) == ""
            assert markup(blocks, fallback(told)) == []
    assert "<!channel>" in HOSTILE
