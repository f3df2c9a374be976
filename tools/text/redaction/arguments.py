"""Secrets among the arguments that a frame of a stack shows: `ldap_bind(Resource id #9, 'cn=svc', 'hunter2')`."""

import re
from collections.abc import Iterator

from tools.text.redaction.checks import is_argument
from tools.text.redaction.rule import Span

# A quoted word with a digit and an odd sign, then the call that it is handed to.
_ARGUMENT = re.compile(
    r"(?P<quote>['\"])(?=[^\s'\"\\/]{0,128}\d)(?=[^\s'\"\\/]{0,128}[!$%^&*~#@])(?P<value>[^\s'\"\\/]{6,128})(?P=quote)"
)
_CALL = re.compile(
    r"(?i)(?:connect|login|logon|sign_?in|bind|auth|construct|open|pool|session|client|driver|args|credential|password|mysqli|pdo"
    r"|dial|redis|smtp|imap|ftp)\w{0,24}[ =]{0,3}\([^()\n]{0,200}\Z"
)
_BEFORE = 240


def arguments(text: str) -> Iterator[Span]:
    """The quoted arguments of calls that log in which look like passwords."""
    for argument in _ARGUMENT.finditer(text):
        if is_argument(argument["value"]) and _CALL.search(text, max(0, argument.start() - _BEFORE), argument.start()):
            yield Span(*argument.span("value"), "secret")
