"""The pages of destinations show what the adapters send."""

from pathlib import Path

import pytest

from tools.notify.adapters import ADAPTERS
from tools.notify.pictures import END, START, filled, picture

PAGES = Path(__file__).resolve().parents[4] / "docs" / "destinations"


@pytest.mark.parametrize("type_", ADAPTERS)
def test_each_page_has_the_picture_of_now(type_: str) -> None:
    page = (PAGES / f"{type_}.md").read_text("utf-8")
    assert page == filled(page, type_), "run make destinations"


@pytest.mark.parametrize("type_", ADAPTERS)
def test_each_picture_shows_title_severity_and_cure(type_: str) -> None:
    shown = picture(type_)
    for text in (
        "connection pool exhausted",
        "HIGH",
        "rolled back to 2.40",
        "DANGEROUS" if type_ != "webhook" else "stops",
    ):
        assert text in shown


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="needs the lines"):
        filled(f"{START} and nothing more", "slack")
    assert END not in picture("slack")


def test_the_index_names_every_type() -> None:
    index = (PAGES / "README.md").read_text("utf-8")
    assert [type_ for type_ in ADAPTERS if f"[`{type_}`]({type_}.md)" not in index] == []
