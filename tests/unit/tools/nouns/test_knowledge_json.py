"""One JSON shape for the wire, a run's state and the stores; nothing is lost on the way back."""

from dataclasses import replace

import orjson
import pytest

from tests.support.knowledge import dossier, section_row
from tools.nouns.incidents import Dossier
from tools.nouns.knowledge import RESOLUTION, Match, Section, SectionRow
from tools.nouns.knowledge_json import (
    dossier_from_json,
    dossier_to_json,
    match_from_json,
    match_to_json,
    row_from_json,
    row_to_json,
    shown_to_json,
)

PAST = Section("resolution:inc_1", RESOLUTION, "", "Disk full", "Resolution on db", "Emptied it.")


@pytest.mark.parametrize(
    "one", [dossier(), Dossier(), Dossier((), "none fits", replace(dossier().advice, abstained=True))]
)
def test_a_dossier_comes_back_whole(one: Dossier) -> None:
    assert dossier_from_json(orjson.loads(orjson.dumps(dossier_to_json(one)))) == one


@pytest.mark.parametrize("row", [section_row(), SectionRow(PAST, b"1234"), replace(section_row(), source="dir:wiki")])
def test_a_section_row_comes_back_whole(row: SectionRow) -> None:
    assert row_from_json(orjson.loads(orjson.dumps(row_to_json(row))), row.vector) == row


def test_a_past_resolution_is_stored_without_a_runbooks_source() -> None:
    assert not {"name", "source"} & set(row_to_json(SectionRow(PAST, b"1234")))


@pytest.mark.parametrize("url", [None, "https://wiki.example/db"])
def test_a_match_comes_back_whole(url: str | None) -> None:
    match = Match(replace(PAST, url=url), 0.123456, True, "Emptied")
    assert match_from_json(orjson.loads(orjson.dumps(match_to_json(match)))) == match


def test_the_wire_s_keys() -> None:
    [shown] = dossier().runbooks
    keys = ["runbook_id", "title", "section", "citation", "score", "matched", "excerpt", "url"]
    assert list(shown_to_json(shown)) == keys
    assert list(shown_to_json(replace(shown, url=None))) == keys[:-1]
    wire = dossier_to_json(dossier())
    assert list(wire) == ["runbooks", "recommendations", "advice"]
    assert list(wire["advice"]) == [
        "root_cause", "root_cause_citations", "immediate", "prevention", "abstained", "reason", "source", "notes",
    ]  # fmt: skip
    assert list(wire["advice"]["immediate"][0]) == ["text", "citations", "dangers", "not_in_runbook", "unverified"]


def test_a_shown_score_has_four_decimals() -> None:
    assert Match(PAST, 0.123456, True, "").shown().score == 0.1235
