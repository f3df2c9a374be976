"""Secrets among the arguments shown in a stack frame: `ldap_bind(Resource id #9, 'cn=svc', 'hunter2')`."""

import re
from collections.abc import Iterator

from tools.text.redaction.checks import is_argument, is_mixed
from tools.text.redaction.rule import Span

# A quoted word with a digit and an odd sign, then the call that it is handed to.
_ARGUMENT = re.compile(r"(?P<quote>['\"])(?=[^\s'\"\\/]{0,128}[\d!$%^&*~#@])(?P<value>[^\s'\"\\/]{6,128})(?P=quote)")
_CALL = re.compile(
    r"(?i)(?:connect|login|logon|sign_?in|bind|auth|construct|open|pool|session|client|driver|args|credential|password|mysqli|pdo"
    r"|dial|redis|smtp|imap|ftp)\w{0,24}(?:::\w{1,12}|\.\w{1,12})?[ =]{0,3}\((?:[^()\n]|\(\)){0,200}\Z"
)
# A call that is handed a password by its name.
_NAMED = re.compile(
    r"(?i)(?:password|passwd|credential|auth|login)\w{0,24}(?:::\w{1,12})?[ =]{0,3}\((?:[^()\n]|\(\)){0,200}\Z"
)
_BEFORE = 240


def arguments(text: str) -> Iterator[Span]:
    """The quoted arguments of calls that log in which look like passwords."""
    for argument in _ARGUMENT.finditer(text):
        value, start = argument["value"], max(0, argument.start() - _BEFORE)
        call = _CALL if is_argument(value) else _NAMED if is_mixed(value) else None
        if call is not None and call.search(text, start, argument.start()):
            yield Span(*argument.span("value"), "secret")
