"""Notifications formatted as a mail: a heading, `Name: value` lines, text under a name without a value; Monit's."""

from tools import deferred_re as re

_NAMED = re.compile(r"(?P<name>[A-Z][A-Za-z0-9/ ]{1,40}):(?:[ \t]{1,10}(?P<value>\S.{0,2000}))?")
_HEADING = re.compile(r"\W{3,40}[^\n]{0,200}?\W{3,40}|\W{3,80}")
# Only notifications of monitors name both the checked object and its state.
_WATCHED = frozenset(("host", "hostname", "service", "problem name", "monitor", "check"))
_HOW = frozenset(("state", "status", "notification type", "severity", "info", "problem name"))
_MOST_LINES, _MOST_CHARS = 60, 16_384


def mail_in(text: str) -> dict[str, str]:
    """The fields of a notification formatted as a mail; {} for any other text.

    `Title` is the text before the first name: `disk on web-1 is CRITICAL!`. No name occurs twice, and other text occurs
    only under a name without a value.
    """
    if len(text) > _MOST_CHARS or ":" not in text:
        return {}
    found: dict[str, str] = {}
    waiting, lines = "Title", [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > _MOST_LINES or not lines:
        return {}
    for line in lines[1:] if _HEADING.fullmatch(lines[0]) else lines:
        pair = _NAMED.fullmatch(line)
        if pair and pair["name"] in found:
            return {}
        if pair:
            waiting = "" if pair["value"] else pair["name"]
            found |= {pair["name"]: pair["value"]} if pair["value"] else {}
        elif not waiting:
            return {}
        else:
            found[waiting] = f"{found[waiting]}\n{line}" if waiting in found else line
    names = {name.lower() for name in found}
    return found if names & _WATCHED and names & _HOW else {}


# Monit's mail: `Connection failed Service shop`, then its date, action, host and what it saw.
_MONIT = re.compile(
    r"\s*(?P<event>[A-Z][A-Za-z' ]{3,60}?) Service (?P<service>\S{1,120})\s+Date: [^\n]{1,80}\n\s*Action: [^\n]{1,40}\n"
    r"\s*Host: +(?P<host>\S{1,200})\s*\n\s*Description: (?P<told>[^\n]{1,2000}(?:\n(?!\s*\n)[^\n]{0,2000}){0,40})"
)
_MONIT_STATE = re.compile(
    r"(?P<what>[A-Z][A-Za-z ]{1,40}?) (?P<state>not changed|changed|failed|succeeded|exceeded|ok|matched|match"
    r"|doesn't match|error|down|up|recovery|done)"
)
# What an end's words stand for: its name is that of the trouble.
_MONIT_TROUBLE = {"succeeded": "failed", "ok": "exceeded", "up": "down", "recovery": "", "not changed": "changed"}
_MONIT_OF = {"Data access": "error", "Resource limit": "matched"}
_MONIT_MILD = frozenset(("changed", "matched", "match", "exceeded"))
# What a limit is about: `loadavg (1min) of 12.8 matches resource limit`, `loadavg (1min) check succeeded`.
_MONIT_LIMIT = re.compile(r"(?P<what>[^\n]{2,60}?) (?:of|check) ")
# Monit's own start and stop, and what somebody asked it to do.
_MONIT_NEWS = ("Monit instance", "Action")


def monit_in(text: str) -> dict[str, str]:
    """The fields of a mail in Monit's own words; {} for any other text. A failure and its end have one name."""
    found = _MONIT.match(text) if "Description: " in text[:1_000] else None
    if found is None:
        return {}
    event, said = found["event"], " ".join(found["told"].split())
    words = _MONIT_STATE.fullmatch(event)
    what, state = (words["what"], words["state"]) if words else (event, "")
    over = state in _MONIT_TROUBLE or event == "Exists"
    trouble = (_MONIT_OF.get(what) or _MONIT_TROUBLE[state]) if state in _MONIT_TROUBLE else state
    name = "Does not exist" if event == "Exists" else f"{what} {trouble}".strip()
    limit = _MONIT_LIMIT.match(said) if what == "Resource limit" else None
    subject = f"{limit['what']} of {found['service']}" if limit else found["service"]
    record = {"checkname": f"{name}: {subject}", "host": found["host"], "message": said}
    if what in _MONIT_NEWS:
        return record | {"severity": "info"}
    severity = "warning" if state in _MONIT_MILD else "high"
    return record | ({"status": "resolved"} if over else {"status": "problem", "severity": severity})
