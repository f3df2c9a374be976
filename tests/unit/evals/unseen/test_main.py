"""The sets of unseen systems: same bytes every time, every kind in them, and the public measures can read them."""

import json
import re
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from evals.public import read_lines
from evals.public.streams import replay
from evals.public_sets import SETS as FOLDERS
from evals.stream_score import score_stream
from evals.unseen.__main__ import SETS, write
from evals.unseen.lines import HERE, SLOTS, filled, read_templates
from evals.unseen.logs import SAME


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("unseen")
    write(made)
    return made


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    return read_lines(folder / f"{name}.jsonl")


def text_of(file: str) -> str:
    return (HERE / f"{file}.jsonl").read_text(encoding="utf-8")


def test_the_same_bytes_every_time_and_every_folder_that_is_read(folder: Path, tmp_path: Path) -> None:
    write(tmp_path)
    assert all((folder / f"{name}.jsonl").read_bytes() == (tmp_path / f"{name}.jsonl").read_bytes() for name in SETS)
    read = {each for folders in FOLDERS.values() for each in folders}
    assert read - {path.name for path in folder.iterdir()} == {"runtime_pairs", "public_cases"}


def test_every_template_is_unique_and_has_only_known_slots() -> None:
    templates = read_templates()
    texts = [json.dumps(template.fields, sort_keys=True) for template in templates]
    assert len(set(texts)) == len(texts) > 600
    asked = {name for file in ("systems", "headers") for name in re.findall(r"\{(\w+)\}", text_of(file))}
    assert asked - {"level", "component", "tag", "epoch", "host", "message"} <= set(SLOTS)


@pytest.mark.parametrize("name", ["log_pairs/pairs", "alert_pairs/pairs"])
def test_every_kind_of_pair_is_there_and_says_what_it_is(folder: Path, name: str) -> None:
    pairs = rows(folder, name)
    assert set(Counter(pair["kind"] for pair in pairs)) == {"pos", "neg_hard", "neg_random"}
    assert all(pair["duplicate"] is (pair["kind"] == "pos") for pair in pairs)
    assert len({pair["id"] for pair in pairs}) == len(pairs)


def test_no_template_is_without_its_variations(folder: Path) -> None:
    same = [pair for pair in rows(folder, "log_pairs/pairs") if pair["duplicate"]]
    templates = read_templates()
    with_slots = sum("{" in template.fields["template"] for template in templates)
    assert len(templates) + (len(SAME) - 2) * with_slots < len(same) <= len(templates) + (len(SAME) - 1) * with_slots
    assert all(pair["a"]["log"] != pair["b"]["log"] for pair in same)


def test_the_stream_is_labelled_as_a_perfect_method_would_answer(folder: Path) -> None:
    stream = rows(folder, "streams/unseen")
    score = score_stream(stream, replay(stream, lambda event: event["group"]))
    assert (score.status_accuracy, score.bcubed[2], score.split, score.merged) == (1.0, 1.0, 0, 0)
    assert {event["group"] for event in stream} == {template.name for template in read_templates()}
    assert {event["expected"] for event in stream if event["type"] == "incident"} == {"new", "existing", "regression"}


def test_every_query_has_its_page(folder: Path) -> None:
    pages = {page["id"] for page in rows(folder, "runbooks/corpus")}
    queries = rows(folder, "runbooks/queries")
    assert {name for query in queries for name in query["expected"]} == pages
    assert len(rows(folder, "runbooks/nomatch")) == len(read_lines(HERE / "strangers.jsonl")) > 20


def test_a_slot_has_a_value_and_other_braces_stay() -> None:
    assert filled("{a|b} {level} { x = {digit} }", Random(1), {"level": "W"}).split()[1:4] == ["W", "{", "x"]
