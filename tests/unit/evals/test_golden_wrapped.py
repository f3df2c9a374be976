"""Every text of the golden suite is the same problem in every wrapper: no collector and no platform changes a verdict."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import evals
from tests.support.matching_cases import joined
from tests.support.wrappers import LINES, RECORDS, Wrapper

GOLDEN = Path(evals.__file__).parent / "golden"
# Longer ones are envelopes themselves, which no collector reads from a program; of fewer words who says them is identity.
LONGEST = 600
WORDS = 3


def texts() -> Iterator[str]:
    """The log of every step, once."""
    seen = set()
    for path in sorted(GOLDEN.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            for step in json.loads(line)["inputs"].get("steps", []):
                log = step.get("report", {}).get("log", "")
                if isinstance(log, str) and len(log) < LONGEST and log.strip() == log and log not in seen:
                    if len(log.split()) < WORDS:
                        continue
                    seen.add(log)
                    yield log


@pytest.mark.parametrize("wrap", [*LINES.values(), *RECORDS.values()], ids=[*LINES, *RECORDS])
def test_no_wrapper_changes_what_a_golden_text_is(wrap: Wrapper) -> None:
    apart = [text for text in texts() if not joined(text, wrap(text))]
    assert apart == []
