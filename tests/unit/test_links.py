"""Every link and picture of the pages leads to a file that is here, and to a heading that is in it."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[2]
# Runbooks link to the documents of others; what is installed or built is not ours.
LEFT_OUT = {".venv", "build", "dist", "mutants", "data", "node_modules", "library", ".pytest_cache", ".hypothesis"}
PAGES = sorted(
    path for path in ROOT.rglob("*.md") if LEFT_OUT.isdisjoint(path.relative_to(ROOT).parts[:-1])
)  # fmt: skip
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//")
IN_HTML = re.compile(r"\b(?:src|href)=\"([^\"]+)\"")


def tokens(path: Path) -> list[Token]:
    found = MarkdownIt("commonmark").enable("table").parse(path.read_text("utf-8"))
    return found + [child for each in found for child in each.children or ()]


def targets(path: Path) -> set[str]:
    found: set[str] = set()
    for each in tokens(path):
        found |= {str(each.attrs[name]) for name in ("href", "src") if name in each.attrs}
        if each.type in ("html_block", "html_inline"):
            found |= set(IN_HTML.findall(each.content))
    return {target for target in found if not ELSEWHERE.match(target)}


@cache
def anchors(path: Path) -> set[str]:
    """As GitHub makes them of headings."""
    found: set[str] = set()
    all_tokens = tokens(path)
    for each, inline in zip(all_tokens, all_tokens[1:], strict=False):
        if each.type == "heading_open":
            words = "".join(child.content for child in inline.children or () if child.type in ("text", "code_inline"))
            slug = re.sub(r"[^\w\- ]", "", words.strip().lower()).replace(" ", "-")
            number = next(count for count in range(100) if (f"{slug}-{count}" if count else slug) not in found)
            found.add(f"{slug}-{number}" if number else slug)
    return found


def test_there_are_pages() -> None:
    assert {"README.md", "CHANGELOG.md", "docs/ARCHITECTURE.md"} <= {str(path.relative_to(ROOT)) for path in PAGES}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_its_links_lead_somewhere(page: Path) -> None:
    for target in targets(page):
        name, _, anchor = unquote(target).partition("#")
        place = (page.parent / name).resolve() if name else page
        assert place.is_relative_to(ROOT), target
        assert place.exists(), target
        assert not anchor or place.suffix != ".md" or anchor in anchors(place), target
