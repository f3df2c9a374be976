"""Secrets that are recognised by their place or shape and have no module of their own.

Every pattern is linear: a long run is tried only where the run starts, and is bounded.
"""

from tools import deferred_re as re
from tools.text.redaction.checks import (
    is_cloud_secret,
    is_coded_secret,
    is_file,
    is_mixed,
    is_placed_secret,
    is_secret_in_prose,
    is_value,
)
from tools.text.redaction.rule import Rule, words

_PASS_OPTION = r"pass(?:word|wd|phrase|code)?|pwd"
_PEM = r"[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-----?"
_OPTION = r"token|secret|(?:auth|api|access|secret)?key|psk|pin|community"
_PASS_OPTION_WORDS = words("pass password passwd passphrase passcode pwd")
_OPTION_WORDS = words("token secret key authkey apikey accesskey secretkey psk pin community")


def _is_option_secret(value: str) -> bool:
    return is_secret_in_prose(value) and not is_file(value)


SHAPES = (
    Rule(  # PEM, up to its end or that of the text, because a log may have truncated it
        re.compile(rf"-----? ?BEGIN {_PEM}[\s\S]*?(?:-----? ?END {_PEM}|\Z)"),
        "private-key",
        marks=("----begin", "---- begin"),
        guard="----",
    ),
    Rule(  # a key whose beginning was truncated: lines of base64 that end like one
        re.compile(rf"(?<![A-Za-z0-9+/=\r\n])(?:[A-Za-z0-9+/=]{{1,76}}+[\r\n]{{1,2}}+){{1,200}}+-----END {_PEM}"),
        "private-key",
        marks=("-----end",),
        guard="----",
    ),
    Rule(  # PuTTY's own form
        re.compile(r"Private-Lines: \d{1,3}\s{1,2}(?P<value>(?:[A-Za-z0-9+/=]{4,76}+\s{0,2}+){1,200}+)"),
        "private-key",
        words=words("private"),
        marks=("private-lines: ",),
    ),
    Rule(  # an Azure client secret
        re.compile(r"(?<![\w~.-])[\w~.]{3}\dQ~[\w~.-]{30,40}"), "token", marks=("q~",), guard="~"
    ),
    Rule(  # a Telegram bot's token, also in the path of its address
        re.compile(r"(?<!\d)\d{8,10}:AA[\w-]{30,40}(?![\w-])"), "token", marks=(":aa",), guard=":aa"
    ),
)
_CODED = r"(?i:password|passwd|psksecret|secret|key(?:-string)?)"
_CODE = r"(?P<value>[^\s\"',;]{4,256})"
_IN_QUOTES = r"(?P<quote>[\"'`])(?P<value>[^\"'`\r\n]{1,256})(?=(?P=quote))"
# `host:5432:database:user:password`, a line of .pgpass.
_PGPASS = (
    r"(?<![\w:.*-])(?:[\w.-]{1,253}|\*):(?:\d{4,5}|\*):(?:[\w-]{1,63}|\*):(?:[\w.@-]{1,63}|\*)"
    r":(?P<value>[^\s\"']{4,256})"
)
_REDIS_USER = r"%s [^\s>]{1,64}+(?: [^\s>]\S{0,64}+){0,16} >(?P<value>[^\s\"']{4,256})"
WORDED = (
    Rule(re.compile(_PGPASS), "password", is_mixed, marks=(":5432:", ":6432:"), guard="432:"),
    Rule(re.compile(_PGPASS), "password", is_secret_in_prose, words=words("pgpass pgpassfile")),
    Rule(  # a private key in JSON Web Key's fields
        re.compile(r"\\{0,7}\"(?:d|k|p|q|dp|dq|qi)\\{0,7}\"\s?:\s?\\{0,7}\"(?P<value>[\w-]{16,2048})"),
        "private-key",
        words=words("kty"),
    ),
    Rule(  # `credentials for the database: svc / hunter2`, `log in as svc:hunter2`, `stats auth svc:hunter2`
        re.compile(
            r"(?:credentials?|creds|log(?:ged |ging | |-)?[io]n|sign in|zugangsdaten|stats auth|identifiants?|acceso"
            r"|доступ)(?: [\w./'@-]{1,40}+){0,5}?(?:\s{0,3}[:=]| are| is| with| as| using|(?<=auth))\s{1,3}"
            r"[\"'`]?[\w.@\\-]{1,64}+[\"'`]?\s?[/:|]\s?[\"'`]?(?!\w{2,8}://)(?P<value>[^\s\"'`,;/][^\s\"'`,;]{3,128})"
        ),
        "password",
        is_mixed,
        words=words(
            "credential credentials creds login logon log logged logging sign zugangsdaten stats identifiants acceso "
            "доступ"
        ),
        marks=("/", ":", "|"),
        folded=True,
    ),
    Rule(  # Redis' users: `ACL SETUSER svc on >hunter2`
        re.compile(_REDIS_USER % "setuser"), "password", is_value, words=words("setuser"), marks=(" >",), folded=True
    ),
    Rule(  # and in its file: `user svc on >hunter2 ~* +@all`
        re.compile(_REDIS_USER % "user"), "password", is_mixed, marks=(" on >", " off >"), guard=" >", folded=True
    ),
    Rule(  # `username admin password 7 0822455D0A16`, as network devices are configured
        re.compile(rf"{_CODED} [04-9] {_CODE}"),
        "password",
        is_coded_secret,
        words=words("enable username neighbor tacacs radius string chap pap key"),
        shapes=(" 0 ",),
    ),
    Rule(re.compile(rf"{_CODED} (?:ENC|encrypted) {_CODE}"), "password", is_coded_secret, words=words("enc encrypted")),
    Rule(  # an AWS secret access key: 40 characters of base64, which only its context identifies
        re.compile(r"(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])"),
        "aws-secret",
        is_cloud_secret,
        marks=("akia", "asia", "aws", "secret"),
        long=True,
    ),
    *(
        Rule(  # a command's option and its value: `--db-password hunter2`
            re.compile(
                rf"-(?<![\w-]-)-?(?:[a-z]{{1,16}}[-_]){{0,3}}(?:{options})"
                r"[ \t]{1,2}[\"']?(?P<value>[^\s\"'\[-][^\s\"']{3,256})"
            ),
            "secret",
            check,
            words=waited,
            marks=(" --", "[--", "'--", '"--', " -pass", " -token", " -secret", " -key", " -pwd"),
            folded=True,
        )
        for options, check, waited in (
            (_PASS_OPTION, is_placed_secret, _PASS_OPTION_WORDS),
            (_OPTION, _is_option_secret, _OPTION_WORDS),
        )
    ),
    Rule(
        re.compile(
            r"\b(?:sqlplus|sqlcl|sqlldr|expdp|impdp|rman target)[ \t]{1,3}(?:-\w{1,8}[ \t]{1,3}){0,3}"
            r"[^\s/@]{1,64}/(?P<value>[^\s@\"]{3,128})(?=@|\s|$)"
        ),
        "password",
        words=words("sqlplus sqlcl sqlldr expdp impdp rman"),
    ),
    Rule(  # `password 'hunter2'`, as SQL sets it
        re.compile(rf"pass(?:word|phrase)(?:-value|-hash)?\s{{1,3}}n?{_IN_QUOTES}"),
        "password",
        is_value,
        words=words("password passphrase"),
        marks=("'", '"', "`"),
        folded=True,
    ),
    Rule(  # `CREATE USER app IDENTIFIED BY 'hunter2'`
        re.compile(rf"identified (?:with \w{{1,40}} (?:as )?)?by\s{{1,3}}{_IN_QUOTES}"),
        "password",
        is_value,
        words=words("identified"),
        folded=True,
    ),
    Rule(  # `= PASSWORD('hunter2')`
        re.compile(rf"=\s{{0,3}}password\s?\(\s?{_IN_QUOTES}"),
        "password",
        is_value,
        words=words("password"),
        marks=("password(", "password ("),
        folded=True,
    ),
    Rule(  # `ConvertTo-SecureString "hunter2"`
        re.compile(rf"convertto-securestring\s(?:-string\s)?\s{{0,3}}{_IN_QUOTES}"),
        "password",
        is_value,
        words=words("convertto"),
        folded=True,
    ),
)
