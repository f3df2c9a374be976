"""The shipped runbooks keep one shape, so that retrieval by section and advice by step work on each of them."""

import re
from collections import Counter
from pathlib import Path

import pytest

import tools.runbooks

LIBRARY = Path(tools.runbooks.__file__).parent / "library"
DOCUMENTS = sorted(LIBRARY.rglob("*.md"))
SECTIONS = ["Meaning", "Impact", "Diagnosis", "Mitigation", "Verification", "Prevention"]
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
LANGUAGES = {"bash", "sql", "yaml", "text"}
# What an operator cannot take back; a step that shows one has to say so itself, because steps are cited alone.
DANGEROUS = re.compile(
    r"rm -|DROP |TRUNCATE |(?<!logrotate )--force|kill -9|reset --hard|FLUSHALL|FLUSHDB|delete-|kubectl delete|purge"
    r"|pg_terminate_backend|--execute|resetwal|terminate-instances|stop-instances|release-address|xfs_repair",
    re.IGNORECASE,
)
MACHINE_PATHS = ("/work", "/tmp/venv", "/home/", "/Users/", "shared/")

every_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(LIBRARY).as_posix())


def sections_of(text: str) -> dict[str, str]:
    """The bodies by heading; headings inside code blocks do not count."""
    hidden = FENCE.sub(lambda found: re.sub("^#", " ", found[0], flags=re.MULTILINE), text)
    starts = [*re.finditer(r"^## (.+)\n", hidden, re.MULTILINE)]
    ends = [start.start() for start in starts[1:]] + [len(text)]
    return {start[1]: text[start.end() : end] for start, end in zip(starts, ends, strict=True)}


def steps_of(section: str) -> list[str]:
    """The numbered steps with their indented commands."""
    return re.split(r"^\d+\. ", section, flags=re.MULTILINE)[1:]


def prose_of(text: str) -> str:
    """The text without code blocks and inline code."""
    return re.sub(r"`[^`\n]+`", "", FENCE.sub("", text))


def title_of(path: Path) -> str:
    return path.read_text(encoding="utf-8").split("\n", 1)[0]


def test_the_library_covers_enough_ground() -> None:
    assert len(DOCUMENTS) >= 30
    assert len({path.parent for path in DOCUMENTS}) >= 6


def test_titles_and_file_names_are_unique() -> None:
    assert max(Counter(title_of(path).casefold() for path in DOCUMENTS).values()) == 1
    assert max(Counter(path.stem for path in DOCUMENTS).values()) == 1


@every_document
def test_file_name_is_kebab_case_in_one_area_folder(path: Path) -> None:
    assert re.fullmatch(r"[a-z]+/[a-z0-9]+(-[a-z0-9]+)*\.md", path.relative_to(LIBRARY).as_posix())


@every_document
def test_title_then_the_six_sections_in_order(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.match(r"# [A-Z][^#\n]{9,70}[^.\n]\n\n## Meaning\n", text)
    assert list(sections_of(text)) == SECTIONS
    assert all(len(prose_of(body).split()) >= 10 for body in sections_of(text).values())


@every_document
@pytest.mark.parametrize("section", ["Diagnosis", "Mitigation", "Verification"])
def test_section_shows_commands(path: Path, section: str) -> None:
    fences = FENCE.findall(sections_of(path.read_text(encoding="utf-8"))[section])
    assert any(language in {"bash", "sql"} and code.strip() for language, code in fences)
    assert {language for language, _ in fences} <= LANGUAGES


@every_document
def test_verification_says_what_to_expect(path: Path) -> None:
    assert "Expect" in sections_of(path.read_text(encoding="utf-8"))["Verification"]


@every_document
def test_mitigation_has_three_or_more_numbered_steps(path: Path) -> None:
    section = sections_of(path.read_text(encoding="utf-8"))["Mitigation"]
    numbers = [int(number) for number in re.findall(r"^(\d+)\. ", section, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 3


@every_document
def test_a_dangerous_command_comes_late_and_with_its_warning(path: Path) -> None:
    steps = steps_of(sections_of(path.read_text(encoding="utf-8"))["Mitigation"])
    dangerous = [step for step in steps if any(DANGEROUS.search(code) for _, code in FENCE.findall(step))]
    assert steps[0] not in dangerous
    assert all("Warning:" in prose_of(step) for step in dangerous)


@every_document
def test_prevention_is_two_to_four_bullets(path: Path) -> None:
    section = sections_of(path.read_text(encoding="utf-8"))["Prevention"]
    assert 2 <= len(re.findall(r"^- ", section, re.MULTILINE)) <= 4


@every_document
def test_text_is_clean_and_of_a_readable_size(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")
    assert text.isascii()
    assert text.endswith("\n")
    assert "\t" not in text
    assert [line for line in lines if line != line.rstrip() or len(line) > 120] == []
    assert 45 <= len(lines) - 1 <= 110
    assert text.count("```") % 2 == 0


@every_document
def test_no_machine_path_and_no_placeholder_lost_as_html(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not any(found in text for found in MACHINE_PATHS)
    assert re.findall(r"<[a-zA-Z]", prose_of(text)) == []
