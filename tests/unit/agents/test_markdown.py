"""Advice as people read it."""

from agents.markdown import to_markdown
from tools.nouns.knowledge import Advice, Step


def test_steps_carry_their_sources_and_warnings() -> None:
    text = to_markdown(
        Advice(
            root_cause="Pool exhausted.",
            root_cause_citations=("db#meaning",),
            immediate=(Step("Run:\n`rm -rf /tmp/x`", ("db#fix",), ("deletes files",)),),
            prevention=(Step("Add an alert.", ("resolution:inc_1",)),),
            notes=("Written from the runbooks alone.",),
        )
    )
    assert text == (
        "**Likely cause:** Pool exhausted. [db#meaning]\n\n"
        "**Do now:**\n\n1. Run:\n   `rm -rf /tmp/x` [db#fix]\n   ⚠ Check before you run this: deletes files\n\n"
        "**Prevent:**\n\n1. Add an alert. [resolution:inc_1]\n\n"
        "_Written from the runbooks alone._"
    )


def test_a_step_that_ends_with_a_command_has_its_source_below() -> None:
    text = to_markdown(
        Advice(immediate=(Step("Roll back:\n\n```bash\nkubectl rollout undo\n```", ("db#fix", "db#2")),))
    )
    assert text == ("**Do now:**\n\n1. Roll back:\n\n   ```bash\n   kubectl rollout undo\n   ```\n   [db#fix] [db#2]")


def test_an_abstention_says_why() -> None:
    assert to_markdown(Advice(abstained=True, reason="no runbook fits")) == "**No advice:** no runbook fits"
