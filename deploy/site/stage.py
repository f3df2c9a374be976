"""`python deploy/site/stage.py TARGET`: what a site of the pages is built from, below TARGET.

The pages keep the places that they have here, so that their links keep leading where they lead in a repository. What
they link to that is no page is copied beside them; a folder that they link to becomes a page that lists it.
"""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
GUIDES = ("ARCHITECTURE", "AUTH", "CONSOLE", "NOTIFICATIONS", "MCP", "DEPLOYMENT", "OPERATIONS", "UPGRADE", "SCALING")
SECTIONS = (
    ("Senders", "docs/integrations"),
    ("Destinations", "docs/destinations"),
    ("Decisions", "docs/decisions"),
)
PROJECT = ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")
LINK = re.compile(r"(?<=\]\()(?P<target>[^)\s#:]+)(?P<anchor>#[^)\s]*)?(?=\))")
SOURCE = re.compile(r"(?:src|href)=\"(?P<target>[^\"#:]+)\"")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


def pages() -> list[Path]:
    """Those of the top, of docs/ and of deploy/, by path."""
    found = [ROOT / "README.md", *(ROOT / name for name in PROJECT)]
    return found + sorted(path for room in ("docs", "deploy") for path in (ROOT / room).rglob("*.md"))


def stage(target: Path) -> None:
    """Copy everything, and write `mkdocs.yml` beside it. Raises SystemExit naming links that lead nowhere."""
    content, missing = target / "content", list[str]()
    shutil.rmtree(target, ignore_errors=True)
    for page in pages():
        text = page.read_text("utf-8")
        for linked in _linked(text):
            place = Path(os.path.normpath(page.parent / linked))
            if not place.is_relative_to(ROOT) or not place.exists():
                missing.append(f"{page.relative_to(ROOT)}: {linked}")
            elif place.is_dir():
                _list(place, content)
            elif place.suffix != ".md":
                _copy(place, content)
        text = LINK.sub(lambda found, page=page: _to_page(found, page), text)
        _write(content / page.relative_to(ROOT), text)
    if missing:
        raise SystemExit("links that lead nowhere:\n  " + "\n  ".join(missing))
    settings = (ROOT / "deploy" / "site" / "mkdocs.yml").read_text("utf-8")
    _write(target / "mkdocs.yml", f"{settings}docs_dir: content\nsite_dir: html\nnav:\n{''.join(_navigation(content))}")


def _linked(text: str) -> Iterator[str]:
    plain = FENCE.sub("", text)
    for pattern in (LINK, SOURCE):
        yield from (found["target"] for found in pattern.finditer(plain))


def _to_page(found: re.Match[str], page: Path) -> str:
    """A folder's page in the place of the folder."""
    target = str(found["target"])
    is_folder = (page.parent / target).is_dir()
    return f"{target.rstrip('/')}/README.md" if is_folder else target + (found["anchor"] or "")


def _list(folder: Path, content: Path) -> None:
    """Its own README.md is a page anyway; otherwise one with all its files, which are copied."""
    if (folder / "README.md").exists():
        return
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.suffix not in (".pyc",))
    lines = [f"- [{path.name}]({path.name}){_title(path)}\n" for path in files]
    _write(content / folder.relative_to(ROOT) / "README.md", f"# {folder.relative_to(ROOT)}\n\n{''.join(lines)}")
    for path in files:
        if path.suffix != ".md":
            _copy(path, content)


def _title(path: Path) -> str:
    if path.suffix != ".md":
        return ""
    return ": " + path.read_text("utf-8").partition("\n")[0].lstrip("# ")


def _navigation(content: Path) -> Iterator[str]:
    yield "  - README.md\n"
    guides = [f"docs/{name}.md" for name in GUIDES if (content / "docs" / f"{name}.md").exists()]
    guides += sorted(_names(content / "docs", content).difference(guides))
    sections = [("Guides", guides), *((title, sorted(_names(content / place, content))) for title, place in SECTIONS)]
    known = {"README.md", *PROJECT, *(name for _, names in sections for name in names)}
    others = sorted(path.relative_to(content).as_posix() for path in content.rglob("*.md"))
    sections.append(("Project", [*PROJECT, *(name for name in others if name not in known)]))
    for title, names in sections:
        yield f"  - {title}:\n"
        yield from (f"      - {name}\n" for name in sorted(names, key=lambda name: not name.endswith("README.md")))


def _names(folder: Path, content: Path) -> set[str]:
    return {PurePosixPath(path.relative_to(content)).as_posix() for path in folder.glob("*.md")}


def _copy(path: Path, content: Path) -> None:
    place = content / path.relative_to(ROOT)
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, place)


def _write(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, "utf-8")


if __name__ == "__main__":
    stage(Path(sys.argv[1]))
