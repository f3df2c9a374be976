"""Positions that hold a name, whatever it is: before a port, after `name:`, a path with blanks in its folders."""

from tools import deferred_re as re
from tools.text.identity.mask import QUOTED_NAME, SPACE_INSIDE
from tools.text.words.lexicon import STATE_WORDS
from tools.text.words.vocabulary import known

# `C:\Program Files\Acme Reader\log.txt`.
_WINDOWS_PATH = re.compile(r"[A-Za-z]:\\(?:[^\\/:*?\"'<>|\n]{1,80}\\){1,20}[^\\/:*?\"'<>|,;\s]{0,80}")
# `name: ClockPanel,` names an instance. With more words after it, it is prose ("Problem name: High memory").
_NAMED = re.compile(r"(?<![\w.-])(?P<key>(?:name|label|tag):\s?)(?P<name>[A-Za-z_][\w.-]{0,80})(?=[,;)\]}]|\s*$)")
# `mailgate:25` at the start of a message or after a word that leads to a host.
_HOST_PORT = re.compile(
    r"(?P<before>^|(?<![\w])(?:to|from|at|on|with|via|for|by|host|server) )(?P<name>[a-z][a-z0-9-]{2,40}):"
    r"(?P<port>\d{2,5})(?![\w.:/])"
)
# What every one of them contains, found by its colon, so that other messages are not searched word by word.
_PORT = re.compile(r":(?<=[a-z0-9-]{3}:)\d\d")
# `(110: Connection timed out)`: the number says it; its words differ between C libraries.
_ERRNO = re.compile(r"\((?P<number>\d{1,3}): [A-Z][a-z][^()\n]{2,60}\)")
# `(line 1 column 2)`, `(char 0)`: the place in a text, as some versions of a runtime add it.
# `(retry 6)`, `(attempt 2/5)`, `(3rd time)`: a count, which is no other problem.
_REPEATED = re.compile(
    r" ?\((?:(?:retry|retries|attempt|try|repeat(?:ed)?|seen) #?\d{1,6}(?:(?: of |/)\d{1,6})?(?: times)?"
    r"|\d{1,6}(?:st|nd|rd|th)? (?:time|retry|attempt)(?:s|\(s\))?|x\d{1,6})\)"
)
# Oracle's tools write `ORA-01653`, its alert log `ORA-1653`.
_PADDED_CODE = re.compile(r"\bORA-0+(?=\d)")
# `14 Time(s)`, `host(s)`: one or several.
_PLURAL = re.compile(r"(?P<word>[a-z]{2,20})\(e?s\)(?!\w)")
_POSITION = re.compile(r" ?\((?:(?:line|column|col|char|position|pos|offset|byte)s?:? \d{1,9}(?:, | |; )?){1,4}\)")


def mark_places(message: str) -> str:
    """Names in such places travel on as one marked value."""
    if "s)" in message:
        message = _PLURAL.sub(r"\g<word>s", message)
    if ":" not in message:
        return message
    if "ORA-0" in message:
        message = _PADDED_CODE.sub("ORA-", message)
    if ":\\" in message:
        message = _WINDOWS_PATH.sub(lambda found: found[0].replace(" ", SPACE_INSIDE), message)
    if "name:" in message or "label:" in message or "tag:" in message:
        message = _NAMED.sub(_named, message)
    if "(" in message:
        message = _POSITION.sub("", _ERRNO.sub(r"(errno \g<number>)", _REPEATED.sub("", message)))
    return _HOST_PORT.sub(_host, message) if _PORT.search(message) else message


def _named(found: re.Match[str]) -> str:
    if found["name"].lower() in STATE_WORDS:
        return found[0]
    return f"{found['key']} {QUOTED_NAME}{found['name']} "


def _host(found: re.Match[str]) -> str:
    """Mark an unknown word before a port; "status:503" keeps its word."""
    if known(found["name"]):
        return found[0]
    return f"{found['before']}{QUOTED_NAME}{found['name']}:{found['port']}"
