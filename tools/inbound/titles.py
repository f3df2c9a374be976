"""The titles of alerts for people, and the text that is matched."""

from tools import deferred_re as re

TITLE_MIN, TITLE_MAX = 8, 120
TEXT_CHARS = 32_768
# "[FIRING:2] ", "[Triggered on {host:web-1}] ", "Triggered: ", "** PROBLEM Service Alert: ".
_PREFIX = re.compile(
    r"[*_\s]*(?:\[(?:firing|(?:re-)?triggered|alerting|alarm|warn|resolved|recovered|ok|no data|closed|alert|problem"
    r"|down|up)\b[^\]\n]{0,200}\]"
    r"|(?:problem|recovery|triggered|resolved|alarm|ok)(?: (?:service|host) alert)?:)\s{0,3}(?=\S)",
    re.IGNORECASE,
)
_MARK = re.compile(r"\[REDACTED(?::[\w-]{1,40})?\]")
_PAIRED_GROUP = re.compile(r"[({\[][^(){}\[\]\n]{0,300}=[^(){}\[\]\n]{0,300}[)}\]]")
_PAIR = re.compile(r"(?<![\w=])[\w.:/-]{1,60}=(?:\"[^\"\n]{0,200}\"|[^\s,;]{1,200})[,;]?")
_LINK = re.compile(
    r"(?:\b(?:runbook|dashboard|playbook|docs?|link|see|details|source)\s{0,2}:\s{0,3})?<?https?://[^\s|>]{1,2000}(?:\|[^>]{1,200})?>?",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"</?[A-Za-z][^<>\n]{0,100}>|[{}`]|\*\*|^[#>\s]+|%%%")
# "2024-05-07T10:12:30Z ERROR ": time and level are shown beside a title.
_HEADER = re.compile(
    r"\s*(?:\[?\d{4}[-/.]\d\d[-/.]\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:\s?(?:Z|UTC|[+-]\d\d:?\d\d))?\]?\s+)"
    r"(?:\[?(?:ERROR|ERR|WARN|WARNING|FATAL|CRITICAL|INFO|SEVERE)\]?:?\s+)?(?=\S)"
)
_WORD = re.compile(r"[^\s:/,]{4,}")
_BLANKS = re.compile(r"\s+")
_TRAILING = " \t-–:;,.·|(["
# A line that only says where to find more.
_LINK_LINE = re.compile(r"[^\n:]{0,40}:?\s{0,3}<?https?://\S{1,2000}\s*")


def readable_title(headline: str, host: str = "") -> str:
    """8 to 120 characters that can be read in a list. `host` is added unless the headline contains it."""
    lines = [line for line in headline[:4000].splitlines() if line.strip()] or [""]
    title = next((title for title in map(_tidy, lines[:3]) if len(title) >= TITLE_MIN), "") or _tidy(lines[0])
    where = _tidy(host.rpartition("/")[2] if host.startswith("arn:") else host)
    if _says_more(where, title):
        title = f"{title} on {where}" if title else f"Alert on {where}"
    if len(title) < TITLE_MIN:
        title = f"Alert: {title}" if title else "Alert without a name"
    if len(title) <= TITLE_MAX:
        return title
    cut = title[: TITLE_MAX - 1]
    return (cut.rpartition(" ")[0].rstrip(_TRAILING) or cut) + "…"


def _says_more(where: str, title: str) -> bool:
    """True for a short name of which no part is in the title."""
    if not where or " " in where or len(title) + len(where) + 4 > TITLE_MAX:
        return False
    lowered = title.lower()
    return not any(word.lower() in lowered for word in (where, *_WORD.findall(where)))


def _tidy(line: str) -> str:
    header = _HEADER.match(line)
    title = line[header.end() :] if header else line
    for _ in range(3):
        found = _PREFIX.match(title)
        if not found:
            break
        title = title[found.end() :]
    title = _LINK.sub("", _MARK.sub("", title))
    title = _PAIRED_GROUP.sub("", title)
    if title.count("=") > 1:
        title = _PAIR.sub("", title)
    return _BLANKS.sub(" ", _MARKUP.sub(" ", title)).strip().rstrip(_TRAILING).replace(" ,", ",").strip()


def named(name: str, summary: str) -> str:
    """`name: summary`, or the one that contains the other."""
    if not summary or summary.lower() in name.lower():
        return name
    return summary if not name or name.lower() in summary.lower() else f"{name}: {summary}"


def text_of(headline: str, *details: str) -> str:
    """What is matched: the headline and, one line each, the details that add something.

    Lines of only links are left out.
    """
    parts = [headline] if headline else []
    for detail in details:
        lines = [line.rstrip() for line in detail.splitlines() if line.strip() and not _LINK_LINE.fullmatch(line)]
        kept = "\n".join(lines)
        if kept and not any(kept in part for part in parts):
            parts.append(kept)
    return "\n".join(parts)[:TEXT_CHARS]
