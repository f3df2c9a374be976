"""Reads any folder of Markdown as runbooks, one file at a time; reports unreadable files with the reason."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from tools.errors import InvalidRequest
from tools.nouns.knowledge import Runbook, RunbookSource
from tools.nouns.redacted import Redacted
from tools.runbooks.document import MAXIMUM_BYTES, doubt_about, read_document
from tools.runbooks.resolutions import PREFIX
from tools.text.redaction.redact import redact
from tools.text.visible import hides_characters, printed_name

SHIPPED_LIBRARY = Path(str(resources.files("tools.runbooks") / "library"))
SUFFIXES = (".md", ".markdown")
ID_CHARACTERS = 300
_MARKUP = frozenset('<>[]`\\|"')
RESERVED = "search"
"""The only address below `/runbooks` that is not a runbook's."""

_PART = r"(?!\.{1,2}(?:/|$))[^/<>\[\]`\\|\"\u0000-\u001f\u007f-\u009f]+"
ID_PATTERN = f"^(?!{RESERVED}$|{PREFIX}){_PART}(?:/{_PART})*$"
"""What `check_id` accepts, as a regular expression for the API's description; it cannot exclude secrets."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that could not be read as a runbook. `path` is relative to the folder."""

    runbook_id: str
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A file that is ingested, but whose bytes may not say what was meant. It comes before its runbook."""

    path: str
    reason: str


def paths(folder: Path) -> list[Path]:
    """Return the Markdown files below a folder, sorted, without entering hidden folders or following linked ones.

    A folder that cannot be listed is itself in the result. Raises InvalidRequest if the top folder cannot be listed.
    """
    if not folder.is_dir():
        raise InvalidRequest(f"no such folder: {folder}")
    found: list[Path] = []

    def unlisted(error: OSError) -> None:
        if (path := Path(error.filename)) == folder:
            raise InvalidRequest(f"cannot list {folder}: {error.strerror}") from error
        found.append(path)

    for parent, folders, files in os.walk(folder, onerror=unlisted, followlinks=False):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(parent, name) for name in files if name.lower().endswith(SUFFIXES) and not name.startswith(".")]
    return sorted(found)


def load(folder: Path, source: RunbookSource) -> Iterator[Runbook | Skipped | Doubtful]:
    """Read the files of `paths` in turn, holding one in memory at a time."""
    taken: dict[str, str] = {}
    for path in paths(folder):
        relative = path.relative_to(folder).as_posix()
        runbook_id = relative.removesuffix(path.suffix)
        shown = printed_name(relative)
        try:
            if runbook_id in taken:
                raise InvalidRequest(f"its id is already used by {taken[runbook_id]}")
            raw = _read(folder, path)
            found = read_document(check_id(runbook_id), raw, source)
            if doubt := doubt_about(raw):
                yield Doubtful(shown, doubt)
            yield found
            taken[runbook_id] = shown
        except (InvalidRequest, OSError) as error:
            reason = error.strerror or "unreadable" if isinstance(error, OSError) else str(error)
            yield Skipped(runbook_id, shown, reason)


def check_id(runbook_id: str) -> Redacted:
    """Return the id if it is valid. Ids are looked up literally, so a bad one is refused rather than redacted.

    Raises InvalidRequest for an id that is too long, is that of a ticket, or has empty parts, `..`, markup, hidden
    characters or secrets.
    """
    if len(runbook_id) > ID_CHARACTERS or hides_characters(runbook_id):
        raise InvalidRequest(f"a runbook id has at most {ID_CHARACTERS} characters, all of them visible")
    if any(part in ("", ".", "..") for part in runbook_id.split("/")):
        raise InvalidRequest("a runbook id is a relative path such as database/disk-full")
    if held := sorted(_MARKUP.intersection(runbook_id)):
        raise InvalidRequest(f"a runbook id is cited in Markdown, so it must not contain {' '.join(held)}")
    if runbook_id == RESERVED:
        raise InvalidRequest(f"{runbook_id!r} is the address of the search: choose another id")
    if runbook_id.startswith(PREFIX):
        raise InvalidRequest(f"ids that begin with {PREFIX} belong to tickets")
    if (redacted := redact(runbook_id)) != runbook_id:
        raise InvalidRequest(f"a runbook id must not contain a secret or personal data: {redacted}")
    return redacted


def _read(folder: Path, path: Path) -> bytes:
    """Read at most one byte more than allowed, and nothing outside the folder, wherever a link points."""
    # Not Path.resolve, which raises RuntimeError for a link to itself.
    if not Path(os.path.realpath(path)).is_relative_to(folder.resolve()):
        raise InvalidRequest("it is a link that leads out of the folder")
    if path.is_dir():
        raise InvalidRequest("it is a folder that cannot be listed")
    if not path.is_file():
        raise InvalidRequest("not a regular file")
    with path.open("rb") as file:
        return file.read(MAXIMUM_BYTES + 1)
