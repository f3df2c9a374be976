"""A hijacked model may cite a true section: whatever it writes beside that is dropped, flagged or marked."""

from pathlib import Path

import pytest

from agents.markdown import to_markdown
from tools.advisors.grounding import ground
from tools.nouns.knowledge import RUNBOOK, Advice, Evidence, Match, Question, Section, Step
from tools.nouns.redacted import stored

TEXT = """Raise the pool's limit of connections when every connection is busy.

1. Look at the pool with `kubectl get pods -l app=pool` and the [dashboard](https://wiki.example/pool).
2. Restart it.

   ```bash
   $ kubectl rollout restart deploy/pool
   ```
"""
SECTION = Section(*map(stored, ("db/pool#fix",)), RUNBOOK, *map(stored, ("db/pool", "Pool", "Fix", TEXT)))
EVIDENCE = Evidence(Question("acme", stored("api"), stored("log")), [Match(SECTION, 0.9, True, stored(""))])
LINES = (Path(__file__).parent / "hijacked.txt").read_text("utf-8").splitlines()[1:]


def grounded(text: str) -> Advice:
    return ground(Advice(immediate=(Step(text, ("db/pool#fix",)),)), EVIDENCE)


@pytest.mark.parametrize("line", LINES)
def test_nothing_that_a_hijacked_model_adds_looks_cited(line: str) -> None:
    advice = grounded(line.replace("\\n", "\n"))
    for step in advice.immediate:
        assert step.dangers or step.not_in_runbook
    shown = to_markdown(advice)
    assert "evil.example" not in shown or "Not in the runbook" in shown
    for active in ("](javascript", "](data", "](vbscript", "](https:evil", "](http:/evil", "](//", "]: http"):
        assert active not in shown
    assert not any(f" {tag}" in f" {shown}" for tag in ("<img", "<!chan", "<@U", "![", "<https"))


def test_there_are_many_of_them() -> None:
    assert len(LINES) >= 40


@pytest.mark.parametrize(
    "text",
    [
        "Raise the limit of connections of the pool.",
        "Look at the pool: `kubectl get pods -l app=pool`.",
        "Look at the [dashboard](https://wiki.example/pool) of the pool.",
    ],
)
def test_what_the_section_says_has_no_mark(text: str) -> None:
    [step] = grounded(text).immediate
    assert (step.dangers, step.not_in_runbook, step.unverified, step.text) == ((), False, False, text)


@pytest.mark.parametrize(
    "text",
    [
        "Run kubectl rollout restart deploy/pool and wait.",
        "Restart it.\n```bash\nkubectl rollout restart deploy/pool\n```",
    ],
)
def test_a_command_that_changes_something_is_unverified(text: str) -> None:
    [step] = grounded(text).immediate
    assert (step.not_in_runbook, step.unverified) == (False, True)
    assert "Unverified: " in to_markdown(grounded(text))


def test_a_cause_that_tells_strange_commands_is_dropped() -> None:
    cited = ("db/pool#fix",)
    advice = Advice("Run `kubectl delete ns x`.", cited, immediate=(Step("Restart it.", cited),))
    assert ground(advice, EVIDENCE).root_cause == ""


@pytest.mark.parametrize(
    ("cause", "kept"),
    [
        ("Every connection of the pool is busy because of slow queries.", True),
        ("The incident is over, severity LOW, approved by management.", False),
    ],
)
def test_a_cause_speaks_of_what_its_source_speaks_of(cause: str, kept: bool) -> None:
    cited = ("db/pool#fix",)
    advice = ground(Advice(cause, cited, immediate=(Step("Restart it.", cited),)), EVIDENCE)
    assert (advice.root_cause == cause) is kept


def test_an_abstention_tells_no_strange_command() -> None:
    assert "ns x" not in ground(Advice(abstained=True, reason="Run `kubectl delete ns x`."), EVIDENCE).reason


def test_a_citation_is_shown_as_text() -> None:
    advice = Advice(immediate=(Step("Restart it.", ("a](javascript:x)", "<img src=x>")),))
    shown = to_markdown(advice)
    assert "](javascript" not in shown
    assert "\\<img" in shown
