"""Configuration lines of a directive with one argument: `requirepass hunter2`, `enable secret hunter2`.

If the directive takes only a password, its argument is cut, whatever it looks like.
"""

from tools import deferred_re as re
from tools.text.redaction.checks import is_prose, is_value
from tools.text.redaction.rule import Rule, words

# From the manuals of Redis, LDAP's clients and servers, keepalived, Squid, Net-SNMP, Bitcoin, hostapd, Dovecot, BIND.
_ALONE = "requirepass masterauth bindpw rootpw rootbindpw auth_pass cachemgr_passwd rpcpassword wpa_passphrase authtok"
_ALONE += " ldap_default_authtok rocommunity rwcommunity trapcommunity rocommunity6 rwcommunity6 agentxpassword"
# `smtp_password`, `dbpasswd`: the owner of the password.
_WHOSE = (
    "smtp|imap|pop3|ftp|ssh|db|database|ldap|bind|sasl|redis|mysql|postgres|pg|proxy|admin|root|rpc|vnc|wifi|mail|http"
    "|https|tls|ssl|key|keystore|truststore|relay|svc|service|backup|repl|replication|cluster|monitor|sentinel"
)
_WORDS = "password|passwd|passphrase"
# Network devices: `enable secret 0 hunter2`, `username bob privilege 15 password hunter2`.
_DEVICE = (
    r"(?:enable|line vty|console)[ ]{1,2}(?:secret|password)(?:[ ]level[ ]\d{1,2})?(?:[ ]0)?"
    r"|username[ ][^\s]{1,64}(?:[ ]privilege[ ]\d{1,2})?[ ](?:secret|password)(?:[ ]0)?"
    r"|snmp-server[ ]community|set[ ]snmp[ ]community|(?:tacacs|radius)-server[ ]key|key-string"
    # a Dockerfile's and a shell's
    r"|(?:env|arg|setenv|setx)[ ](?:[a-z]{2,16}_){0,3}(?:pgpassword|password|passwd|token|secret)"
    # and .netrc
    r"|machine[ ][^\s]{1,253}[ ]login[ ][^\s]{1,128}[ ]password|default[ ]login[ ][^\s]{1,128}[ ]password"
)
_BEGIN = r"(?:(?<![^\r\n])|(?<=[:>#$][ ])|(?<=[\"'`]))[ \t]{0,16}(?:config[ ]set[ ])?"
_END = r"(?=[ \t]{0,4}(?:[\r\n\"'`]|\Z|#|[ ](?:ro|rw|all)\b))"
_VALUE = rf"[ \t]{{1,24}}(?P<value>[^\s\"'`=:<>(){{}}\[\]]{{4,256}}+){_END}"


def _is_argument(value: str) -> bool:
    return is_value(value) and not is_prose(value) and not value.startswith("-")


def _is_password(value: str) -> bool:
    """False also for words that continue a log line after a name: `smtp_password loaded`."""
    return _is_argument(value) and not (value.isalpha() and value.endswith(("ed", "ing", "s")))


_RULED = words("requirepass masterauth bindpw rootpw rootbindpw rpcpassword authtok rocommunity rwcommunity")
_RULED |= words("trapcommunity rocommunity6 rwcommunity6 agentxpassword auth cachemgr wpa ldap")
DIRECTIVES = (
    Rule(
        re.compile(rf"{_BEGIN}(?:{'|'.join(_ALONE.split())}){_VALUE}"),
        "password",
        _is_argument,
        words=_RULED,
        marks=("pass", "masterauth", "pw ", "authtok", "community"),
        folded=True,
    ),
    Rule(
        re.compile(rf"{_BEGIN}(?:{_WHOSE})(?:[_-][a-z]{{2,12}})?[_-](?:{_WORDS}){_VALUE}"),
        "password",
        _is_password,
        words=words(_WORDS.replace("|", " ")),
        marks=("_pass", "-pass"),
        folded=True,
    ),
    Rule(
        re.compile(rf"{_BEGIN}(?:{_WHOSE})(?:{_WORDS}){_VALUE}"),
        "password",
        _is_password,
        words=words(" ".join(who + word for who in _WHOSE.split("|") for word in _WORDS.split("|"))),
        folded=True,
    ),
    Rule(
        re.compile(rf"{_BEGIN}(?:{_DEVICE}){_VALUE}"),
        "password",
        _is_argument,
        words=words("enable vty console username community tacacs radius machine login string env arg setenv setx"),
        marks=("secret ", "password ", "passwd ", "token ", "community ", "key ", "key-string "),
        folded=True,
    ),
    Rule(  # FortiOS: `set psksecret hunter2`
        re.compile(
            r"(?<!\w)set[ ](?:psksecret|ppk-secret|passwd|auth-pwd|priv-pwd)(?:[ ]enc)?[ ]"
            r"(?P<value>[^\s\"'`=:<>(){}\[\]]{4,256}+)"
        ),
        "password",
        _is_password,
        words=words("set"),
        marks=("set psk", "set ppk", "set pas", "set auth-pwd", "set priv-pwd"),
        folded=True,
    ),
    Rule(  # Junos: `set access radius-server 10.0.0.1 secret "hunter2"`
        re.compile(
            r"(?:(?<![^\r\n])|(?<=[>#][ ]))set[ ][^\r\n\":]{3,160}?[ -](?:secret|password|key|community|ascii-text"
            r"|hexadecimal|passphrase)[ ]\"(?P<value>[^\"\r\n]{3,256})(?=\"[ ]{0,3}(?:[;#\r\n]|\Z))"
        ),
        "password",
        _is_argument,
        words=words("set"),
        marks=(' "',),
        folded=True,
    ),
)
