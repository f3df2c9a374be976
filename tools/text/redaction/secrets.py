"""Secrets that their place gives away: headers, addresses, key files, hashes, and what people write about them.

Every pattern is linear: a long run is only tried where the run starts, and is bounded.
"""

import re

from tools.text.redaction.checks import (
    is_cloud_secret,
    is_empty,
    is_mixed,
    is_random_looking,
    is_spoken_secret,
    is_url_password,
)
from tools.text.redaction.rule import Rule, words

_SEPARATOR = r"\\{0,7}[\"'`]?\s{0,3}(?:=>|:=|==|[:=])\s{0,3}\\{0,7}[\"'`]?"
_NO_ERROR = r"(?!error|err|exit|status|return|result|reason|fault|http|response|event|message|msg)"

SHAPES = (
    Rule(  # PEM, up to its end or that of the text: a log may have cut it off
        re.compile(
            r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?"
            r"(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|\Z)"
        ),
        "private-key",
        marks=("-----begin",),
    ),
    Rule(  # `postgres://user:password@host`
        re.compile(r"""://[^\s:@/?#'"<>]{0,128}:(?P<value>[^\s?#'"<>]{1,256})(?=@)"""),
        "password",
        is_url_password,
        marks=("://",), guard="@",
    ),
    Rule(  # `https://token@host`: too long to be a user's name
        re.compile(r"(?<=://)[\w-]{20,256}(?=@)"), "token", marks=("://",), guard="@"
    ),
    Rule(  # `jdbc:oracle:thin:user/password@host`
        re.compile(r"jdbc:oracle:\w{1,16}:[^\s/@]{1,64}/(?P<value>[^\s@]{1,128})(?=@)"), "password", marks=("jdbc:oracle",)
    ),
    Rule(  # an Azure client secret
        re.compile(r"(?<![\w~.-])[\w~.]{3}\dQ~[\w~.-]{30,40}"), "token", marks=("q~",), guard="~"
    ),
    Rule(  # a Telegram bot's token, also in the path of its address
        re.compile(r"(?<!\d)\d{8,10}:AA[\w-]{32,34}(?![\w-])"), "token", marks=(":aa",)
    ),
    Rule(  # crypt(3) and what follows it; `{SSHA}…` of LDAP
        re.compile(r"\$(?:2[abxy]|1|5|6|7|y|gy|md5|sha1|apr1|argon2id?|argon2i|pbkdf2(?:-sha\d{1,3})?|scrypt|P|H)\$[^\s:\"',;]{16,256}"),
        "password-hash",
        marks=("$2", "$1$", "$5$", "$6$", "$7$", "$y$", "$gy$", "$md5$", "$sha1$", "$apr1$", "$argon2", "$pbkdf2", "$scrypt$", "$p$", "$h$"), guard="$",
    ),
    Rule(
        re.compile(r"\{(?:S?SHA(?:256|384|512)?|S?MD5|CRYPT|PBKDF2[\w-]{0,16}|NTLM|ARGON2)\}(?P<value>[^\s\"',;]{12,256})", re.IGNORECASE),
        "password-hash",
        marks=("sha}", "sha256}", "sha384}", "sha512}", "md5}", "crypt}", "pbkdf2", "argon2}", "ntlm}"), guard="}",
    ),
    Rule(  # `pbkdf2_sha256$260000$salt$hash`, `scrypt:32768:8:1$salt$hash`
        re.compile(r"\b(?:pbkdf2_sha\d{1,3}|bcrypt_sha256|argon2|scrypt|pbkdf2)[$:][^\s\"',;]{20,400}"),
        "password-hash",
        marks=("pbkdf2", "bcrypt_sha256", "argon2", "scrypt"), guard="$",
    ),
)  # fmt: skip

WORDED = (
    Rule(  # an address that lets whoever knows it post
        re.compile(
            r"(?:hooks\.slack\.com/(?:services|workflows|triggers)/|/api/webhooks/|/webhookb2/|outlook\.office\.com/webhook/"
            r"|hooks\.zapier\.com/hooks/catch/|discord(?:app)?\.com/api/webhooks/|maker\.ifttt\.com/trigger/\w{1,40}/with/key/"
            r"|chat\.googleapis\.com/v1/spaces/|hc-ping\.com/|events\.pagerduty\.com/integration/|/hooks/)"
            r"(?P<value>[\w/@.~=?&-]{8,512})"
        ),
        "webhook",
        is_random_looking,
        words=words("hooks webhooks webhookb2 webhook ifttt spaces ping integration"),
    ),
    Rule(  # an address that logs in whoever follows it
        re.compile(
            r"(?i)(?:/(?:reset|reset-?password|password-?reset|forgot|invite|invitation|magic|magic-?link|m|verify|confirm|activate"
            r"|activation|unsubscribe|login|sso|join|share|accept|set-?password|recover|signin|token|auth|s|l|one-?time)"
            r"(?:/\d{1,12})?/)(?P<value>[\w~=.-]{20,512})"
        ),
        "token",
        is_mixed,
        words=words("reset password forgot invite invitation magic m verify confirm activate activation unsubscribe login sso "
                    "join share accept recover signin token onetime"),
        marks=("/",),
        long=True,
    ),
    Rule(  # an AWS secret access key: 40 characters of base64, which only its company gives away
        re.compile(r"(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])"),
        "aws-secret",
        is_cloud_secret,
        marks=("akia", "asia", "aws", "secret"),
        long=True,
    ),
    Rule(  # `Authorization: Bearer …`: with a scheme whatever follows, without one what looks random
        re.compile(
            rf"(?i)(?:proxy-)?authorization{_SEPARATOR}(?:bearer|basic|token|apikey|digest|negotiate|ntlm|hmac|aws4-hmac-sha256|key)"
            r"\s{1,3}(?P<value>[^\s\"',;\\]{4,8192})"
        ),
        "token",
        lambda value: not is_empty(value) or value.isdigit(),
        words=words("authorization"),
    ),
    Rule(
        re.compile(
            rf"(?i)(?:(?:proxy-)?authorization|x-(?:api-key|auth-token|access-token|vault-token|amz-security-token)){_SEPARATOR}"
            r"(?P<value>[^\s\"',;\\]{4,8192})"
        ),
        "token",
        is_random_looking,
        words=words("authorization"),
    ),
    Rule(  # the same without its header
        re.compile(r"(?i)\b(?:bearer|basic|bot)\s{1,3}(?P<value>[A-Za-z0-9._~+/=-]{8,8192})"),
        "token",
        is_random_looking,
        words=words("bearer basic bot"),
    ),
    Rule(  # `Cookie: session=…; theme=…`, to the end of the line
        re.compile(r"(?i)\b(?:set-)?cookie[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?P<value>[^\s=;\"']{1,64}=[^\r\n\"']{1,4096})"),
        "cookie",
        words=words("cookie"),
    ),
    Rule(  # NTLM hashes, alone or as `user:rid:lm:nt:::`
        re.compile(r"(?i)\b(?:ntlm|lm|nt|password|passwd|pwd)[ _-]?hash(?:es)?[\"']?(?:\s{1,3}|\s{0,3}[:=]\s{0,3})[\"']?(?P<value>[0-9a-f]{32,128}(?::[0-9a-f]{32})?)"),
        "password-hash",
        words=words("ntlm lm nt hash hashes ntlmhash lmhash passwordhash nthash"),
        long=True,
    ),
    Rule(
        re.compile(r":\d{3,7}:(?P<value>[0-9a-fA-F]{32}:[0-9a-fA-F]{32})(?=:::|\b)"), "password-hash", marks=(":::",)
    ),
    Rule(  # a command's option and its value: `--db-password hunter2`
        re.compile(
            r"(?i)(?<![\w-])--?(?:[a-z]{1,16}[-_]){0,3}(?:pass(?:word|wd|phrase|code)?|pwd|token|secret|key|psk|pin|community)"
            r"[ \t]{1,2}[\"']?(?P<value>[^\s\"'\[-][^\s\"']{3,256})"
        ),
        "secret",
        is_spoken_secret,
        marks=(" --", "[--", "'--", '"--', " -pass", " -token", " -secret", " -key", " -pwd"), guard=" -",
    ),
    Rule(re.compile(r"\bsqlplus[ \t]{1,3}(?:-\w{1,8}[ \t]{1,3}){0,3}[^\s/@]{1,64}/(?P<value>[^\s@\"]{3,128})(?=@|\s|$)"), "password", words=words("sqlplus")),
    Rule(  # SQL: `CREATE USER app IDENTIFIED BY 'hunter2'`
        re.compile(r"(?i)(?:password|passphrase|identified by)\s{1,3}(?P<quote>[\"'`])(?P<value>[^\"'`\r\n]{1,256})(?=(?P=quote))"),
        "password",
        lambda value: not is_empty(value),
        words=words("password passphrase identified"),
    ),
    Rule(  # "one-time code 123456", "your PIN is 1234"; the codes of errors have other words before them
        re.compile(
            rf"(?i)(?<![.\w])(?:(?:one[- ]?time|einmal|verification|log-?in|sign-?in|security|confirmation|access|recovery|sms"
            rf"|auth(?:entication|ori[sz]ation)?)[ -]?(?:{_NO_ERROR}\w{{1,12}}[ -])?"
            rf"|(?:2fa|mfa|otp|totp)\b(?:[^\w\n\[]{{1,3}}{_NO_ERROR}\w{{1,16}}){{0,4}}?[^\w\n\[]{{1,3}}"
            rf"|(?:your|ihr|dein|votre|tu|su|seu|ваш|код)\s(?:{_NO_ERROR}\w{{1,16}}[ -]){{0,3}})"
            r"(?:code|pin|otp|passcode|password|tan|token|kode|codice|código|codigo|код|验证码)"
            r"[^\w\n\[]{0,3}(?:(?:is|was|lautet|ist|est|es|é|è)[^\w\n]{1,3})?"
            r"(?P<value>\d{4,8}|\d{3}[ -]\d{3}|G-\d{6})(?![\w.:/-])"
        ),
        "otp",
        words=words("code pin otp passcode tan kode codice código codigo код 验证码"),
        shapes=("0000", "000-000", "000 000"),
    ),
    Rule(
        re.compile(r"(?i)\b(?P<value>\d{4,8}|G-\d{6})(?= (?:is|as|ist|est|es) (?:your|the|ihr|dein|votre|tu|su|seu)\b[^\n]{0,32}\b(?:code|pin|otp|passcode|password|tan)\b)"),
        "otp",
        words=words("code pin otp passcode tan"),
        shapes=("0000",),
    ),
)  # fmt: skip
