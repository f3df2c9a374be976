"""The shapes of secrets. Every pattern is linear: a long run is only tried where the run starts, and is bounded."""

import re

from tools.text.redaction.checks import is_cloud_secret, is_random_looking, is_spoken_secret
from tools.text.redaction.rule import SEPARATOR, Rule, checked


def _header(match: "re.Match[str]") -> str:
    secret = match["scheme"] or is_random_looking(match["value"])
    return match["head"] + "[REDACTED:token]" if secret else match[0]


# Tokens that carry their maker's prefix. The group's name is the placeholder's kind.
_PREFIXED = re.compile(
    r"(?<![A-Za-z0-9_])(?:"
    r"(?P<aws_key>(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9]))"
    r"|(?P<github_token>gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255})"
    r"|(?P<gitlab_token>gl(?:pat|dt|rt|ptt|cbt|oas|soat|ft|imt|agent)-[\w-]{16,255})"
    r"|(?P<slack_token>xox[abceoprs]-[A-Za-z0-9-]{10,255}|xapp-[A-Za-z0-9-]{10,255})"
    r"|(?P<stripe_key>(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,255}|whsec_[A-Za-z0-9+/=]{16,255})"
    r"|(?P<google_key>AIza[\w-]{30,255}|ya29\.[\w.-]{20,2048}|GOCSPX-[\w-]{16,255})"
    r"|(?P<token>npm_[A-Za-z0-9]{30,255}|pypi-AgE[\w-]{16,1024}|hf_[A-Za-z0-9]{20,255}|do[opr]_v1_[a-f0-9]{32,255}"
    r"|SG\.[\w-]{16,64}\.[\w-]{16,128}|shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{20,64}|dckr_pat_[\w-]{16,255}"
    r"|pcsk_\w{20,255}|lsv2_[a-z]{2}_\w{20,255}|hv[sb]\.[\w-]{20,255}|NRAK-[A-Z0-9]{20,64}|dapi[a-f0-9]{32}"
    r"|PMAK-[\w-]{20,128}|glsa_\w{20,128}|key-[0-9a-f]{32}|rubygems_[a-f0-9]{32,64}|EAA[A-Za-z0-9]{80,255})"
    r")"
)
# The first three characters of all of TOKENS, in lower case: without one of them no pattern is tried.
TOKEN_STARTS = frozenset(
    b"aki asi abi acc ghp gho ghu ghs ghr git glp gld glr glc glo gls glf gli gla xox xap sk sk_ rk_ pk_ whs aiz ya2 goc "
    b"npm pyp hf_ dop doo dor sg shp dck pcs lsv hvs hvb nra dap pma key rub eaa eyj".split()
)
TOKENS = (
    Rule(_PREFIXED, lambda match: f"[REDACTED:{str(match.lastgroup).replace('_', '-')}]"),
    # Keys of language models' services: `sk-…`, `sk-proj-…`.
    Rule(re.compile(r"(?<![\w-])sk-[\w-]{20,255}"), checked(is_random_looking, "api-key")),
    # A JWT: three to five base64url parts, the first of which begins with `{"`.
    Rule(re.compile(r"(?<![\w-])eyJ[\w-]{8,8192}(?:\.[\w-]{0,8192}){2,4}"), "[REDACTED:jwt]"),
)

_HEADER_NAMES = r"(?:proxy-)?authorization|x-(?:api-key|auth-token|access-token|vault-token|amz-security-token)"
SECRETS = (
    Rule(  # PEM, up to its end or that of the text: a log may have cut it off
        re.compile(
            r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?"
            r"(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|\Z)"
        ),
        "[REDACTED:private-key]",
        ("-----begin",),
    ),
    Rule(  # an address that lets whoever knows it post
        re.compile(r"(hooks\.slack\.com/(?:services|workflows)/|/api/webhooks/|/webhookb2/)[\w/@.-]{8,512}"),
        r"\1[REDACTED:webhook]",
        ("hooks.slack.com/", "/webhook"),
    ),
    Rule(  # `postgres://user:password@host`
        re.compile(r"""(://[^\s:@/?#'"<>]{0,128}:)(?!\[REDACTED:)[^\s/?#'"<>]{1,256}(?=@)"""),
        r"\1[REDACTED:password]",
        ("=//",),
    ),
    # `https://token@host`: too long to be a user's name.
    Rule(re.compile(r"(?<=://)[\w-]{20,256}(?=@)"), "[REDACTED:token]", ("=//",)),
    Rule(  # `jdbc:oracle:thin:user/password@host`
        re.compile(r"(jdbc:oracle:\w{1,16}:[^\s/@]{1,64}/)(?!\[REDACTED:)[^\s@]{1,128}(?=@)"),
        r"\1[REDACTED:password]",
        ("jdbc=oracle",),
    ),
    Rule(  # an AWS secret access key: 40 characters of base64, which only its company gives away
        re.compile(r"(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])"),
        checked(is_cloud_secret, "aws-secret"),
        ("akia", "asia", "aws", "secret", "[redacted=aws"),
    ),
    Rule(  # `Authorization: Bearer …`, `"x-api-key": "…"`
        re.compile(
            rf"(?i)(?P<head>(?:{_HEADER_NAMES}){SEPARATOR}\\{{0,3}}[\"']?"
            r"(?P<scheme>(?:bearer|basic|token|apikey|digest|negotiate|ntlm)\s{1,3})?)"
            r"(?!\[REDACTED:)(?P<value>[^\s\"',;\\]{4,8192})"
        ),
        _header,
        ("authorization=", "x-api-key", "-token="),
    ),
    Rule(  # the same without its header
        re.compile(r"(?i)(?P<head>\b(?:bearer|basic)\s{1,3})(?P<value>[A-Za-z0-9._~+/=-]{8,8192})"),
        checked(is_random_looking, "token"),
        ("bearer", "basic"),
    ),
    Rule(  # `Cookie: session=…; theme=…`, to the end of the line
        re.compile(
            r"(?i)(\b(?:set-)?cookie[\"']?\s{0,3}[:=]\s{0,3}[\"']?)(?!\[REDACTED:)[^\s=;\"']{1,64}=[^\r\n\"']{1,4096}"
        ),
        r"\1[REDACTED:cookie]",
        ("cookie=",),
    ),
    Rule(  # "the password was reset to hunter22", in words
        re.compile(
            r"(?i)(?P<head>\b(?:password|passphrase|passwd|secret|token|api[ -]?key)\s"
            r"(?:is|was|(?:is |was )?(?:re)?set to|changed to|to)\s[\"'`]?)(?P<value>[^\s\"'`]{4,256})"
        ),
        checked(is_spoken_secret, "password"),
        ("password", "passphrase", "passwd", "secretis", "tokenis", "keyis"),
    ),
    Rule(  # "password hunter22": no sign between, so only what nobody would say
        re.compile(
            r"(?P<head>[PpTtAaSsEe](?<![A-Za-z0-9_].)(?<!(?i:unexpected) .)"
            r"(?i:(?<=p)ass(?:word|phrase|wd)|(?<=t)oken|(?<=[ase])(?:pi|ccess|ecret|ncryption)[ -]?key)\s{1,3}[\"'`]?)"
            r"(?P<value>[A-Za-z0-9!@#$%^&*+/=_]{8,256})(?![\w-])"
        ),
        checked(is_random_looking, "secret"),
        ("password", "passphrase", "passwd", "token", "apikey", "api-key", "accesskey", "secretkey", "encryptionkey"),
    ),
    Rule(  # XML: `<password>…</password>`, `<ns:apiKey>…`
        re.compile(
            r"(?i)(<(?:\w{1,16}:)?(?:password|passwd|secret|token|api_?key)>)(?!\[REDACTED:)[^<\r\n]{1,256}(?=</)"
        ),
        r"\1[REDACTED:password]",
        ("</",),
    ),
    Rule(  # crypt(3) and what follows it
        re.compile(r"\$(?:2[abxy]|5|6|y|argon2id?)\$[^\s:\"',;]{16,256}"),
        "[REDACTED:password-hash]",
        ("$2", "$5$", "$6$", "$y$", "$argon2"),
    ),
    Rule(  # SQL: `CREATE USER app IDENTIFIED BY 'hunter2'`
        re.compile(
            r"(?i)((?:password|passphrase|identified by)\s{1,3}([\"'`]))(?!\[REDACTED:)[^\"'`\r\n]{1,256}(?=\2)"
        ),
        r"\1[REDACTED:password]",
        ("password", "passphrase", "identifiedby"),
    ),
    Rule(  # a command's option and its value: `--db-password hunter2`
        re.compile(
            r"(?i)(?P<head>(?<![\w-])--?(?:[a-z]{1,16}-){0,2}(?:password|passwd|token|secret|key|passphrase)\s{1,2}[\"']?)"
            r"(?P<value>[^\s\"'\[-][^\s\"']{3,256})"
        ),
        checked(is_spoken_secret, "secret"),
        ("--",),
    ),
    Rule(  # `curl -u user:hunter2`, `mysql -phunter2`, `sshpass -p hunter2`
        re.compile(
            r"(?P<head>\b(?:curl[^\n]{0,100}?\s(?:-u\s?|--user[ =])[\"']?[^\s:\"']{1,64}:"
            r"|mysql[^\n]{0,100}?\s-p|sshpass -p\s?)[\"']?)(?P<value>[^\s\"'\[][^\s\"']{2,256})"
        ),
        checked(is_spoken_secret, "password"),
        ("curl", "mysql", "sshpass"),
    ),
)
