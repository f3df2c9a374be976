"""A text that was not redacted has another type: fields that are stored, prompted or sent take no plain string."""

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import get_type_hints

import pytest

from tools.nouns.incidents import Incident, Resolution
from tools.nouns.knowledge import Question, Runbook, Section, SectionRow, ShownSection
from tools.nouns.reports import Profile, Report
from tools.text.redaction.redact import redact

ROOT = Path(__file__).parents[4]
ROOMS = ("agents", "graph", "api", "tools")
# Ids we make, the tenant of a verified token, and words of our own.
PLAIN = {
    Report: {"request_id", "tenant", "trace_id"},
    Resolution: set(),
    Incident: {"incident_id", "tenant", "root_id", "regression_of", "merged_into", "pending"},
    Runbook: {"digest"},
    Section: set(),
    SectionRow: set(),
    ShownSection: set(),
    Question: {"tenant", "regression_of"},
    Profile: {"fingerprint", "params", "component", "level", "entities", "severity_source", "layers", "roles"},
}
MAKERS = {
    "Redacted": ("tools/nouns/redacted.py", "tools/text/redaction/"),
    "stored": (
        "tools/tickets/",
        "tools/runbooks/resolutions.py",
        "tools/nouns/knowledge_json.py",
        "tools/nouns/queued_json.py",
        "tools/analytics/",
        "tools/queue/",
    ),
}


@pytest.mark.parametrize("noun", PLAIN)
def test_a_noun_takes_plain_strings_for_our_own_words_only(noun: type) -> None:
    hints = {
        name: str(hint).replace("tools.nouns.redacted.Redacted", "") for name, hint in get_type_hints(noun).items()
    }
    plain = {field.name for field in fields(noun) if "str" in hints[field.name]}
    assert {name for name in plain if "Mapping[str, typing.Any]" not in hints[name]} == PLAIN[noun]


def test_redaction_makes_it() -> None:
    assert get_type_hints(redact)["return"].__name__ == "Redacted"


@pytest.mark.parametrize("maker", MAKERS)
def test_nothing_else_makes_it(maker: str) -> None:
    wrong = [place for place in _calls(maker) if not place.startswith(MAKERS[maker])]
    assert not wrong


def _calls(name: str) -> Iterator[str]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                    yield f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
