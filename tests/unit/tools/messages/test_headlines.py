"""The page about telling people names every kind, and the words that its messages begin with."""

import re
from pathlib import Path

from tests.support.notices import notice
from tools.messages.headlines import headline
from tools.nouns.events import Reopened
from tools.nouns.notices import NoticeKind

PAGE = Path(__file__).resolve().parents[4] / "docs" / "NOTIFICATIONS.md"


def test_the_page_names_every_kind_with_its_words() -> None:
    rows = dict(re.findall(r"^\| `([a-z-]+)` \|.*\| ([^|]+) \|$", PAGE.read_text("utf-8"), re.MULTILINE))
    words = {kind: headline(notice(kind=kind, occurrences=100)).removesuffix(": t") for kind in NoticeKind}
    words[NoticeKind.REOPENED] += ", " + headline(notice(kind=NoticeKind.REOPENED, follows=Reopened(1.0))).removesuffix(
        ": t"
    )
    assert {kind: rows.get(kind.value) for kind in NoticeKind} == words
