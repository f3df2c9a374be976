"""A whole HTTP response: its body is the message, its status one of the fields."""

from tools import deferred_re as re

_STATUS = re.compile(
    r"HTTP/[\d.]{1,3} (?P<status>\d{3})(?: [^\n]{0,80})?\r?\n(?:[A-Za-z-]{1,60}: [^\n]{0,2000}\r?\n){0,60}\r?\n"
    r"(?P<body>\S.*)",
    re.DOTALL,
)


def read_answer(text: str) -> tuple[str, str]:
    """(`status=503`, body), or two empty texts for anything else."""
    found = _STATUS.match(text) if text[:5] == "HTTP/" else None
    return (f"status={found['status']}", found["body"].strip()) if found else ("", "")
