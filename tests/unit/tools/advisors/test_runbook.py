"""Advice from other people's runbooks, whatever their house style calls a section."""

import pytest

from agents.markdown import to_markdown
from tools.advisors.blocks import blocks
from tools.advisors.runbook import RunbookAdvisor
from tools.nouns.knowledge import RESOLUTION, Evidence, Match, Question, Section
from tools.runbooks.document import make_runbook
from tools.runbooks.sections import split
from tools.text.headings import Role, role_of

STYLES = {
    "prometheus": "# X\n\n## Meaning\n\nIt hangs.\n\n## Impact\n\nSlow.\n\n## Diagnosis\n\nLook at the logs.\n\n"
    "## Mitigation\n\nRestart it.\n\nThen scale it.\n",
    "openshift": "# X\n\n## Description\n\nIt hangs.\n\n## Troubleshooting\n\n- Look at the logs.\n\n## Resolution\n\n"
    "1. Restart it.\n2. Then scale it.\n",
    "playbook": "# X\nIt hangs.\n\nHow it **works**:\n- It does not.\n\n"
    "How to **investigate**:\n- Look at the logs.\n\nHow to **fix**:\n1. Restart it.\n2. Then scale it.\n",
    "nested": "# X\n\n## Overview\n\nIt hangs.\n\n## Remediation\n\n"
    "### First\n\nRestart it.\n\n### Second\n\nThen scale it.\n",
    "plain": "It hangs.\n\n1. Restart it.\n2. Then scale it.\n",
}


def evidence(*documents: str, resolutions: tuple[str, ...] = ()) -> Evidence:
    sections = [
        passage.section
        for number, text in enumerate(documents)
        for passage in split(make_runbook(f"doc{number}", text, "dir:x"))
    ]
    past = [
        Section(f"resolution:inc_{number}", RESOLUTION, "", "It hung before", "Resolution", text)
        for number, text in enumerate(resolutions)
    ]
    matches = [Match(section, 0.9, True, "") for section in [*sections, *past]]
    return Evidence(Question("acme", "Orders API", "Worker hangs\x1b after 30s\nmore"), matches)


async def advise(*documents, resolutions=()):
    return await RunbookAdvisor().advise(evidence(*documents, resolutions=resolutions))


@pytest.mark.parametrize("style", STYLES)
async def test_cause_and_steps_are_found_in_every_style(style):
    advice = await advise(STYLES[style])
    assert advice.root_cause.startswith("It hangs.")
    assert [step.text for step in advice.immediate] == ["Restart it.", "Then scale it."]


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Meaning", Role.CAUSE),
        ("Possible Causes", Role.CAUSE),
        ("Symptoms", Role.CAUSE),
        ("Impact", Role.IMPACT),
        ("Triage", Role.DIAGNOSIS),
        ("How to investigate", Role.DIAGNOSIS),
        ("Troubleshooting & resolution", Role.MITIGATION),
        ("Immediate actions", Role.MITIGATION),
        ("How to fix it", Role.MITIGATION),
        ("Mitigation › Scale up", Role.MITIGATION),
        ("Long-term fix", Role.PREVENTION),
        ("Follow-up", Role.PREVENTION),
        ("Verify", Role.VERIFICATION),
        ("See also", Role.ASIDE),
        ("Kafka", None),
        ("This is a sentence that mentions a fix but promises nothing at all", None),
    ],
)
def test_headings_promise_what_teams_mean_by_them(heading, role):
    assert role_of(heading) is role


async def test_commands_stay_with_their_step():
    advice = await advise("## Mitigation\n\n1. Look:\n\n   ```bash\n   ls -l\n   ```\n\n2. Act:\n\n```bash\nrun\n```\n")
    assert [step.text for step in advice.immediate] == ["Look:\n\n```bash\nls -l\n```", "Act:\n```bash\nrun\n```"]


async def test_diagnosis_fills_up_a_short_mitigation():
    advice = await advise("## Diagnosis\n\n- Read the logs.\n\n## Mitigation\n\n- Restart it.\n")
    assert [step.text for step in advice.immediate] == ["Restart it.", "Read the logs."]


async def test_prevention_sections_come_first_and_two_are_enough():
    advice = await advise("## Fix\n\n1. a\n2. Ensure b.\n\n## Prevention\n\n- c\n- d\n- e\n")
    assert [step.text for step in advice.prevention] == ["c", "d"]


async def test_a_spare_step_that_prevents_stands_in():
    advice = await advise("## Fix\n\n1. a\n2. b\n3. c\n4. Increase the limit.\n5. d\n")
    assert [step.text for step in advice.prevention] == ["Increase the limit."]
    assert advice.notes == ()


async def test_a_missing_prevention_is_said():
    advice = await advise("## Fix\n\n1. a\n2. b\n")
    assert advice.prevention == ()
    assert "prevent" in advice.notes[0]


async def test_what_fixed_it_last_time_comes_first():
    advice = await advise(STYLES["openshift"], resolutions=("Raised\nthe limit.", "Older."))
    assert [step.citations for step in advice.immediate] == [
        ("resolution:inc_0",), ("doc0#resolution",), ("doc0#resolution",)
    ]  # fmt: skip
    assert advice.immediate[0].text == "Last time this was fixed by: `Raised the limit.`"


async def test_past_resolutions_alone_are_advice():
    advice = await advise(resolutions=("Raised the limit.", "Older."))
    assert "It hung before" in advice.root_cause
    assert len(advice.immediate) == 2
    assert not advice.abstained


async def test_a_second_runbook_helps_when_the_first_says_too_little():
    advice = await advise("## Fix\n\n- a\n- b\n", "## Fix\n\n- c\n")
    assert {step.citations[0] for step in advice.immediate} == {"doc0#fix"}
    advice = await advise("## Fix\n\n- a\n", "## Fix\n\n- c\n")
    assert [step.text for step in advice.immediate] == ["a", "c"]


async def test_an_abstention_names_the_runbook_to_write():
    advice = await advise()
    assert advice.abstained
    assert "PUT /runbooks/worker-hangs-after-more" in advice.reason
    assert "\x1b" not in advice.reason


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("- [ ] tick\n- [x] done", ["tick", "done"]),
        ("> Note this.", ["Note this."]),
        ("![graph](http://evil/x.png) look", ["graph look"]),
        ("<!-- hidden -->\n\n---\n\ntext", ["text"]),
        ("text:\n\n    indented\n", ["text:\n```\nindented\n```"]),
        ("", []),
    ],
)
def test_blocks_are_what_a_reader_would_call_one_thing(markdown, expected):
    assert [block.text for block in blocks(markdown)] == expected


@pytest.mark.parametrize(
    ("paragraph", "told"),
    [
        ("No slot is left. Logs say `a. b`, `c` or\n`d`. Leaks cause it.", "No slot is left. Leaks cause it."),
        ("Logs say `a`, `b` or `c`.", "Logs say `a`, `b` or `c`."),
        ("`a` fails. If `b` or `c` is full, wait 1.5 s.", "`a` fails. If `b` or `c` is full, wait 1.5 s."),
        ("An open ` is no code", "An open ` is no code"),
    ],
)
async def test_the_cause_leaves_out_the_messages_it_is_recognised_by(paragraph, told):
    advice = await advise(f"# X\n\n## Meaning\n\n{paragraph}\n\n## Fix\n\n1. a\n2. b\n")
    assert advice.root_cause == told


async def test_a_pointer_to_another_page_is_no_step():
    advice = await advise(
        '## Fix\n\nSee [Filling up]({{< ref "./x.md" >}})\n',
        "## Fix\n\n- [Docs](https://x.example/a)\n- Ask [them](../who.md).\n",
    )
    assert [step.text for step in advice.immediate] == ["Ask them."]


async def test_two_runbooks_that_say_the_same_say_it_once():
    advice = await advise("## Fix\n\n- Restart it.\n", "## Fix\n\n- Restart it.\n- Scale it.\n")
    assert [step.text for step in advice.immediate] == ["Restart it.", "Scale it."]


async def test_a_list_as_a_cause_begins_on_a_line_of_its_own():
    advice = await advise("## Causes\n\n- a\n- b\n\n## Fix\n\n- c\n")
    assert to_markdown(advice).startswith("**Likely cause:**\n\n- a\n- b [doc0#causes]")
