"""Secrets that their place or their shape gives away and that have no room of their own here.

Every pattern is linear: a long run is only tried where the run starts, and is bounded.
"""

import re

from tools.text.redaction.checks import is_cloud_secret, is_empty, is_spoken_secret
from tools.text.redaction.rule import Rule, words

_PEM = r"[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
_OPTION = r"pass(?:word|wd|phrase|code)?|pwd|token|secret|key|psk|pin|community"
SHAPES = (
    Rule(  # PEM, up to its end or that of the text: a log may have cut it off
        re.compile(rf"-----BEGIN {_PEM}[\s\S]*?(?:-----END {_PEM}|\Z)"), "private-key", marks=("-----begin",)
    ),
    Rule(  # an Azure client secret
        re.compile(r"(?<![\w~.-])[\w~.]{3}\dQ~[\w~.-]{30,40}"), "token", marks=("q~",), guard="~"
    ),
    Rule(  # a Telegram bot's token, also in the path of its address
        re.compile(r"(?<!\d)\d{8,10}:AA[\w-]{30,40}(?![\w-])"), "token", marks=(":aa",)
    ),
)
WORDED = (
    Rule(  # an AWS secret access key: 40 characters of base64, which only its company gives away
        re.compile(r"(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])"),
        "aws-secret",
        is_cloud_secret,
        marks=("akia", "asia", "aws", "secret"),
        long=True,
    ),
    Rule(  # a command's option and its value: `--db-password hunter2`
        re.compile(
            rf"-(?<![\w-]-)-?(?:[a-z]{{1,16}}[-_]){{0,3}}(?:{_OPTION})"
            r"[ \t]{1,2}[\"']?(?P<value>[^\s\"'\[-][^\s\"']{3,256})"
        ),
        "secret",
        is_spoken_secret,
        marks=(" --", "[--", "'--", '"--', " -pass", " -token", " -secret", " -key", " -pwd"),
        guard=" -",
        folded=True,
    ),
    Rule(
        re.compile(r"\bsqlplus[ \t]{1,3}(?:-\w{1,8}[ \t]{1,3}){0,3}[^\s/@]{1,64}/(?P<value>[^\s@\"]{3,128})(?=@|\s|$)"),
        "password",
        words=words("sqlplus"),
    ),
    Rule(  # SQL: `CREATE USER app IDENTIFIED BY 'hunter2'`
        re.compile(
            r"(?:password|passphrase|identified by)\s{1,3}(?P<quote>[\"'`])"
            r"(?P<value>[^\"'`\r\n]{1,256})(?=(?P=quote))"
        ),
        "password",
        lambda value: not is_empty(value),
        words=words("password passphrase identified"),
        folded=True,
    ),
)
