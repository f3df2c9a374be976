"""Secrets among the arguments shown in a stack frame: `ldap_bind(Resource id #9, 'cn=svc', 'hunter2')`."""

from collections.abc import Iterator

from tools import deferred_re as re
from tools.text.redaction.checks import is_argument, is_empty, is_mixed
from tools.text.redaction.rule import Span

# A quoted word with a digit and a special character, then the call that it is passed to.
_ARGUMENT = re.compile(r"(?P<quote>['\"])(?=[^\s'\"\\/]{0,128}[\d!$%^&*~#@])(?P<value>[^\s'\"\\/]{6,128})(?P=quote)")
_CALL = re.compile(
    r"(?i)(?:connect|login|logon|sign_?in|bind|auth|construct|open|pool|session|client|driver|args|credential|password|mysqli|pdo"
    r"|dial|redis|smtp|imap|ftp)\w{0,24}(?:::\w{1,12}|\.\w{1,12})?[ =]{0,3}\((?:[^()\n]|\(\)){0,200}\Z"
)
# A call that gets a password by its name.
_NAMED = re.compile(
    r"(?i)(?:password|passwd|credential|auth|login|dial|bind|attempt)\w{0,24}(?:::\w{1,12})?[ =]{0,3}"
    r"\((?:[^()\n]|\(\)){0,200}\Z"
)
_BEFORE = 240
# Calls whose documentation names the password's position: the second or third argument.
_SECOND = (
    r"(?:->|::|\.)(?:attempt|login|log_?in|sign_?in|authenticate|check_?password|verify_?password|set_?credentials|auth)"
    r"|ftp_login|PasswordAuthentication|UsernamePasswordCredentials|NetworkCredential|HTTPBasicAuth|HttpBasicAuth"
    r"|BasicAuth|PlainCredentials|password_verify|simple_bind_s?|setCredentials|SetBasicAuth|basic_auth"
)
_THIRD = (
    r"PDO|PDO(?:->|::)__construct|mysqli?_p?connect|mysqli_real_connect|mysqli(?:->|::)(?:__construct|real_connect)|mysqli"
    r"|(?:pymysql|MySQLdb|mysql\.connector|mariadb)\.connect|Mysql2?::Client\.new|oci_p?connect|odbc_p?connect|ldap_bind"
    r"|imap_open|ssh2_auth_password|DriverManager\.getConnection|ibase_connect|sqlsrv_connect|db2_connect|mysql_real_connect"
)
_ARG = r"\s{0,4}(?:'[^'\n]{0,160}+'|\"[^\"\n]{0,160}+\"|[^'\"(),\n]{1,80}+(?:\([^()\n]{0,40}\))?)\s{0,4}"
_PLACED = re.compile(
    rf"(?:(?<![\w$])(?=[A-Za-z])|(?=[-:.]))(?:(?:{_SECOND})\((?:{_ARG},)|(?:{_THIRD})\s?\((?:{_ARG},){{2}})"
    r"\s{0,4}(?P<quote>['\"])(?P<value>[^'\"\n]{4,128})(?P=quote)"
)


def arguments(text: str) -> Iterator[Span]:
    """Quoted arguments of calls that log in, if they are at a password's position or look like one."""
    for placed in _PLACED.finditer(text):
        if not is_empty(placed["value"]):
            yield Span(*placed.span("value"), "secret")
    for argument in _ARGUMENT.finditer(text):
        value, start = argument["value"], max(0, argument.start() - _BEFORE)
        call = _CALL if is_argument(value) else _NAMED if is_mixed(value) else None
        if call is not None and call.search(text, start, argument.start()):
            yield Span(*argument.span("value"), "secret")
