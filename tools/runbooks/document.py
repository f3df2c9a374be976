"""Turns the bytes of a Markdown file into a Runbook: decoding, front matter, title."""

import codecs
import hashlib
import re
from collections.abc import Mapping

from tools.errors import InvalidRequest
from tools.nouns.knowledge import Runbook, RunbookSource
from tools.nouns.redacted import Redacted, derived
from tools.runbooks.sections import first_heading
from tools.text.redaction.redact import UNAVAILABLE, redact

MAXIMUM_BYTES = 1 << 20
# Parsing Markdown costs time per line: 20,000 take about a second, and are more than anyone reads in an incident.
MAXIMUM_LINES = 20_000
TITLE_CHARACTERS = 200
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.{0,65536}?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CONTROLS = r"\x00-\x08\x0e-\x1a\x1c-\x1f"
_BINARY = re.compile(f"[{_CONTROLS}]")
TEXT_PATTERN = rf"^[^{_CONTROLS}]*[^\s{_CONTROLS}][^{_CONTROLS}]*$"
"""What a document must be (text that is not blank), as a regular expression for the API's description."""

# In a command: a variable, a `<placeholder>`, or the account and host to log in to, which looks like an e-mail address.
_NAME = re.compile(
    r"\$[A-Z_][A-Z0-9_]{0,63}\b|\$\{[A-Z_][A-Z0-9_]{0,63}\}|<[\w -]{1,64}>|(?<=ssh )[\w-]{1,32}@[\w.-]{1,255}"
)
_PLACEHOLDER = re.compile(r"\[REDACTED:name-[a-j]{1,9}\]")
_DIGITS_TO_LETTERS = str.maketrans("0123456789", "abcdefghij")
_URL = re.compile(r"https?://[^\s<>\"']{1,1000}")


def read_document(runbook_id: Redacted, raw: bytes, source: RunbookSource) -> Runbook:
    """Make a runbook from a file. Raises InvalidRequest, with the reason, if it is empty, too big or not text."""
    if len(raw) > MAXIMUM_BYTES:
        raise InvalidRequest(f"larger than {MAXIMUM_BYTES // 1024} KiB: split it into one file per problem")
    return make_runbook(runbook_id, _decode(raw), source)


def make_runbook(runbook_id: Redacted, text: str, source: RunbookSource) -> Runbook:
    """Make a runbook from Markdown text.

    Title and URL come from the front matter, else from the first heading or the id.

    Raises InvalidRequest if there is nothing but front matter, or if there are too many lines.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    if text.count("\n") >= MAXIMUM_LINES:
        raise InvalidRequest(f"more than {MAXIMUM_LINES} lines: split it into one file per problem")
    if _BINARY.search(text):
        raise InvalidRequest("not a text file: it contains control characters")
    meta, body = _front_matter(_without_secrets(text))
    if not body.strip():
        raise InvalidRequest("empty: there is no text to search or cite")
    title = _word(meta.get("title")) or _word(first_heading(body)) or runbook_id.rsplit("/", 1)[-1]
    url = next((found for name in ("url", "runbook_url", "link") if (found := _word(meta.get(name)))), "")
    return Runbook(
        runbook_id=runbook_id,
        title=derived(title[:TITLE_CHARACTERS]),
        text=derived(body),
        source=source,
        digest=digest,
        url=derived(url) if _URL.fullmatch(url) else None,
    )


def _without_secrets(text: str) -> Redacted:
    """Redact the text like a report, since its steps are shown and prompted; keep names of secrets (`Bearer $TOKEN`).

    During redaction, a placeholder of redaction's own form replaces a name; the rules leave it alone.
    """
    held = {name: f"[REDACTED:{_letters(number)}]" for number, name in enumerate(dict.fromkeys(_NAME.findall(text)))}
    redacted = redact(_NAME.sub(lambda found: held[found[0]], text))
    if redacted == UNAVAILABLE:
        raise InvalidRequest("it could not be searched for secrets, so it is not stored")
    names = {placeholder: name for name, placeholder in held.items()}
    return derived(_PLACEHOLDER.sub(lambda found: names.get(found[0], found[0]), redacted))


def _letters(number: int) -> str:
    return "name-" + str(number).translate(_DIGITS_TO_LETTERS)


def doubt_about(raw: bytes) -> str | None:
    """Describe what is doubtful in a file's bytes, with the offset; None if they are text in a known encoding."""
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            bad = _first_bad(raw[len(mark) :], encoding)
            return None if bad is None else f"byte {bad + len(mark)} is not valid {encoding.upper()}: it is left out"
    bad = _first_bad(raw, "utf-8")
    return (
        None if bad is None else f"byte {bad} (0x{raw[bad]:02x}) is not valid UTF-8: the file is read as Windows-1252"
    )


def _first_bad(raw: bytes, encoding: str) -> int | None:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return None


def _decode(raw: bytes) -> str:
    """Decode as UTF-8, or as the byte order mark says; read other files as Windows-1252, which old editors wrote."""
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _front_matter(text: str) -> tuple[Mapping[str, str], str]:
    """Return (fields that are text, the rest).

    A broken front matter is dropped: the document matters more than metadata.

    Every scalar is read as text, whatever type YAML or a tag would give it.
    """
    found = _FRONT_MATTER.match(text)
    if not found:
        return {}, text
    import yaml

    try:
        fields = yaml.load(found.group(1) or "", yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
        fields = None
    pairs = fields.items() if isinstance(fields, dict) else ()
    return {name: value for name, value in pairs if isinstance(name, str) and isinstance(value, str)}, text[
        found.end() :
    ]


def _word(value: str | None) -> str:
    """Return one line of printable text; empty for a missing value or YAML's null."""
    if value in (None, "~", "null"):
        return ""
    return "".join(filter(str.isprintable, " ".join(value.split())))
