"""Secrets in HTTP headers: `Authorization: Bearer …`, `Cookie: session=…`, and a scheme without its header."""

from tools import deferred_re as re
from tools.text.redaction.checks import is_empty, is_random_looking
from tools.text.redaction.rule import Rule, words

_SIGN = r"\\{0,7}[\"'`]?\s{0,3}(?:=>|:=|==|[:=])\s{0,3}\\{0,7}[\"'`]?"
_AUTHORIZATION = r"authorization"  # `Proxy-Authorization` ends in it
_OTHERS = r"x-(?:api-key|auth-token|access-token|vault-token|amz-security-token)"
_SCHEME = r"(?:bearer|basic|token|apikey|digest|negotiate|ntlm|hmac|aws4-hmac-sha256|key)"
_VALUE = r"(?P<value>[^\s\"',;\\]{4,8192})"
# `Digest username="ops", …, response="…"`, `AWS4-HMAC-SHA256 Credential=…, Signature=…`
_QUOTED = r"\\{0,7}\"[^\"\\\r\n]{0,1024}\\{0,7}\""
_PARAMETER = rf"[a-z_-]{{1,32}}=(?:{_QUOTED}|[^\s,\"]{{1,1024}})"
_ATTRIBUTES = (
    r"(?:;\s?(?:path|domain|max-age|samesite|priority|version)=[^\s;\"']{0,256}+|;\s?expires=[^;\r\n\"']{0,40}+"
    r"|;\s?(?:httponly|secure|partitioned)(?![\w=])){1,12}+"
)
HEADERS = (
    Rule(  # if one parameter of a scheme proves the identity, all of them are cut
        re.compile(
            rf"{_AUTHORIZATION}{_SIGN}[a-z][a-z\d-]{{1,30}}\s{{1,3}}(?P<value>(?:{_PARAMETER},\s{{0,3}}){{1,24}}{_PARAMETER})"
        ),
        "token",
        words=words("authorization"),
        marks=(", ", ","),
        folded=True,
    ),
    Rule(  # with a scheme of HTTP, whatever follows
        re.compile(rf"{_AUTHORIZATION}{_SIGN}{_SCHEME}\s{{1,3}}(?!(?:realm|error|scope)=){_VALUE}"),
        "token",
        lambda value: not is_empty(value) or value.isdigit(),
        words=words("authorization"),
        folded=True,
    ),
    Rule(  # with a vendor's own scheme, or without one, whatever looks random
        re.compile(
            rf"(?:{_AUTHORIZATION}|{_OTHERS}){_SIGN}(?:[a-z][a-z-]{{1,30}}\s{{1,3}}(?:[a-z]{{1,16}}=)?)?{_VALUE}"
        ),
        "token",
        is_random_looking,
        words=words("authorization"),
        folded=True,
    ),
    Rule(  # the same without its header
        re.compile(r"b(?<!\wb)(?:earer|asic|ot)\s{1,3}(?P<value>[a-z0-9._~+/=-]{8,8192})"),
        "token",
        is_random_looking,
        words=words("bearer basic bot"),
        folded=True,
    ),
    Rule(  # one cookie that is set, if only its attributes follow; else up to the end of the line
        re.compile(
            r"cookie[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?P<value>[^\s=;\"']{1,64}="
            rf"(?:(?<=[^\s;\"'])[^\s;\"']{{1,4096}}+(?={_ATTRIBUTES}(?:[\r\n\"']|\Z|\s[^=;\r\n]{{0,256}}+(?:[\r\n]|\Z)))"
            r"|[^\r\n\"']{1,4096}))"
        ),
        "cookie",
        words=words("cookie"),
        folded=True,
    ),
)
