"""Somebody's own runbooks are the library that their cases are judged with, and what is wrong with them is told."""

from pathlib import Path

import pytest

from evals.case_files import parse_case
from evals.faults import BadCase, CannotJudge
from evals.runner import Runner
from evals.summary import judged
from tools.runbooks.document import MAXIMUM_BYTES

PAGE = "# Label printer jams\n\n## What happens\n\nThe label printer of the warehouse jams. Open the lid, press feed.\n"
CASE = {
    "id": "printer",
    "inputs": {"steps": [{"report": {"log": "label printer of the warehouse jams", "service": "warehouse"}}]},
    "expected": {"1": {"verdict": "new", "best_runbook": "printer"}},
    "tags": ["new"],
    "why": "The page is ours.",
}


async def test_own_pages_are_found_and_shipped_ones_are_not(tmp_path: Path) -> None:
    (tmp_path / "printer.md").write_text(PAGE, encoding="utf-8")
    disk = {**CASE, "id": "disk", "expected": {"1": {"no_runbook": True}}}
    disk["inputs"] = {"steps": [{"report": {"log": "no space left on device /var/lib/pg", "service": "db"}}]}
    async with Runner(runbooks=tmp_path) as runner:
        outcomes = [judged(case, await runner.run(case)) for case in (parse_case(CASE), parse_case(disk))]
    assert [outcome.reasons for outcome in outcomes] == [[], []]


@pytest.mark.parametrize(("name", "says"), [("empty", "contains no Markdown"), ("bad", "page.md: ")])
async def test_wrong_pages_are_named(tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "page.md").write_text(f"# Long\n\n{MAXIMUM_BYTES * chr(120)}\n", encoding="utf-8")
    async with Runner(runbooks=tmp_path / name) as runner:
        with pytest.raises(CannotJudge, match=says):
            await runner.run(parse_case(CASE))


async def test_settings_that_do_not_hold_are_a_bad_case() -> None:
    wrong = {**CASE, "inputs": {**CASE["inputs"], "settings": {"advice_wait_seconds": "soon"}}}  # type: ignore[dict-item]
    async with Runner() as runner:
        with pytest.raises(BadCase, match="printer: invalid settings of the product: advice_wait_seconds"):
            await runner.run(parse_case(wrong))
