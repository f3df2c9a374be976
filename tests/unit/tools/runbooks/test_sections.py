"""Any Markdown becomes sections that can be cited one by one and read by the embedding model whole."""

import pytest

from tools.nouns.knowledge import Runbook
from tools.runbooks.sections import SECTION_CHARACTERS, first_heading, split


def passages(text: str, title: str = "Disk full"):
    return split(Runbook("storage/disk-full", title, text, "dir:x", "", "https://wiki/disk"))


def test_each_heading_is_a_section_with_its_own_anchor():
    found = passages("# Disk full\n\nIntro.\n\n## Meaning\n\nNo space.\n\n## Mitigation\n\n1. Free some.\n")
    assert [(p.section.citation, p.section.heading, p.section.text) for p in found] == [
        ("storage/disk-full#disk-full", "Disk full", "Intro."),
        ("storage/disk-full#meaning", "Meaning", "No space."),
        ("storage/disk-full#mitigation", "Mitigation", "1. Free some."),
    ]
    assert {(p.section.kind, p.section.title, p.section.url, p.name) for p in found} == {
        ("runbook", "Disk full", "https://wiki/disk", "Disk full")
    }


def test_repeated_headings_get_different_anchors():
    found = passages("## Steps\na\n## Steps\nb\n## Steps-1\nc\n## Steps\nd\n")
    assert [p.section.citation.split("#")[1] for p in found] == ["steps", "steps-1", "steps-1-1", "steps-2"]


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [("What's `kubectl`, really?", "whats-kubectl-really"), ("Über-Fluß", "über-fluß"), ("!!!", "section")],
)
def test_anchors_are_githubs(heading, anchor):
    assert passages(f"## {heading}\n\ntext\n")[0].section.citation == f"storage/disk-full#{anchor}"


def test_a_heading_below_another_shows_its_path():
    found = passages("## Mitigation\n\n### Resize *the* [volume](http://x)\n\nDo it.\n\n## Links\n\nnone\n")
    assert [p.section.heading for p in found] == ["Mitigation › Resize the volume", "Links"]


def test_a_document_without_headings_is_one_section():
    [only] = passages("Just call the storage team.")
    assert (only.section.citation, only.section.heading) == ("storage/disk-full#top", "Disk full")


def test_a_document_of_headings_alone_is_found_by_its_title():
    [only] = passages("# Disk full\n## Meaning\n## Impact\n")
    assert only.section.text == "Disk full"


def test_headings_inside_code_quotes_and_lists_are_text():
    found = passages("## Diagnosis\n\n```bash\n# not a heading\nls\n```\n\n> # nor this\n\n- # nor that\n")
    assert len(found) == 1


def test_underlined_headings_count():
    assert [p.section.heading for p in passages("Meaning\n-------\n\nNo space.\n")] == ["Meaning"]


def test_long_sections_are_cut_between_list_items():
    steps = "\n".join(
        f"{number}. Step {number} {'word ' * 40}\n\n   ```bash\n   run {number}\n   ```\n" for number in range(9)
    )
    found = passages(f"## Mitigation\n\n{steps}")
    assert len(found) > 2
    assert [p.section.citation.split("#")[1] for p in found][:3] == ["mitigation", "mitigation.2", "mitigation.3"]
    assert all(len(p.section.text) <= SECTION_CHARACTERS for p in found)
    assert all(p.section.text.count("```") % 2 == 0 for p in found)
    assert "".join(p.section.text for p in found).count("Step") == 9


def test_nothing_is_lost_of_one_endless_line():
    found = passages("## Log\n\n" + "x" * 5000)
    assert all(len(p.section.text) <= SECTION_CHARACTERS for p in found)
    assert sum(p.section.text.count("x") for p in found) == 5000


def test_a_playbook_files_sections_under_the_alert_they_treat():
    found = passages(
        "# Playbook\n\nHello.\n\n## Alerts\n\n### DiskFull\n\nA\n\n#### Fix\n\nB\n\n"
        "### InodesFull\n\nC\n\n## Appendix\n\nD\n"
    )
    assert [(p.section.text, p.name) for p in found] == [
        ("Hello.", "Disk full"),
        ("A", "DiskFull"),
        ("B", "DiskFull"),
        ("C", "InodesFull"),
        ("D", "Disk full"),
    ]


def test_the_title_is_the_first_first_level_heading():
    assert first_heading("## Not this\n\n# Disk `full`\n\n# Later\n") == "Disk full"
    assert first_heading("no heading") == ""


@pytest.mark.parametrize(
    "hostile", ["[" * 100_000, "> " * 50_000, "# " + "<" * 99_000, "- " * 50_000, "\t" * 99_000 + "x"]
)
def test_hostile_markdown_is_cut_in_linear_time(hostile):
    assert passages(hostile)
