"""Classifies one piece of a token by its shape: word, number, code, hex, path, address, exception class."""

from typing import NamedTuple

from tools import deferred_re as re
from tools.text.words.lexicon import DIGIT_WORDS

PARAM = "<*>"
# A longer run of digits is an id, and no count or return code.
LONGEST_NUMBER = 24


class Piece(NamedTuple):
    """One part of a message; `key` is lower case or PARAM, `text` as written.

    `kind`: w word · k word as a key's value · e exception class · c code word · n number · x hex ·
    u number with unit · p path · l URL · a address with a port · m a meaningful mark · q quoted name ·
    b bare value of a key · v other value.
    """

    kind: str
    key: str
    text: str


# `s3:https://store.example/backups` is how some programs write a bucket on an internal host.
# `jdbc:mariadb://db:3306/shop` is one address.
_URL = re.compile(r"(?:jdbc:)?[A-Za-z][A-Za-z0-9+.-]{1,20}:(?:https?:)?//\S*")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_PATH = re.compile(r"(?:/|~/|\.{1,2}/)[\w.@%+~*$-][^\s\"'<>|,;()\[\]{}]*|[A-Za-z]:\\[^\s\"'<>|,;:]*|\\\\[^\s\"'<>|,;]+")
# `2001:db8::1`, `[2001:db8::1]:8080`, `::ffff:10.0.0.1`; at least three colons, because `10:00:00` is none.
_IPV6 = re.compile(r"\[?(?:[0-9a-fA-F]{0,4}:){3,7}(?:[0-9a-fA-F]{0,4}|[\d.]{7,15})\]?(?::\d{1,5})?")
# `AB:CD:00:17:EF:FE:00:12`, `aa-bb-cc-dd-ee-ff`: pairs or fours of hex, however many.
_SEPARATED_HEX = re.compile(r"(?:[0-9a-fA-F]{2,4}[:-]){5,63}[0-9a-fA-F]{2,4}")
# `rack-[3-9]`, `p[012,015]`: a range or a list of one kind is a value like its single member.
_RANGE = r"[A-Za-z][\w.-]{0,60}\[\d{1,9}(?:[-,]\d{1,9}){1,40}\]"
# A path through folders whose names hold other marks: `/srv/photos/(08,11)=beach:raw/img.nef`.
_LONG_PATH = re.compile(r"/[\w.@%+~*$-][^\s\"'<>|;/]*/[^\s\"'<>|;]*/[^\s\"'<>|;]*")
# `10.0.4.20:5432`, `db.example.net:5432`; but `cart.py:12` is a place in a program, and so is `com.acme.Cart:12`.
_ADDRESS = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,3}){3}|localhost|(?:[A-Za-z0-9_-]{1,63}\.){1,8}(?!(?:py|js|mjs|cjs|ts|jsx|tsx|go|rs|rb|java|kt|kts|cs|vb|fs|cpp|cc|"
    r"c|h|hpp|php|exs?|erl|pl|pm|lua|scala|swift|m|sh|sql|ya?ml|json|xml|conf|html?|vue|dart|clj):)[a-z][a-z0-9-]{1,62}):\d{2,5}"
)
# Java's socket address: `orders-db/10.4.0.7:5432`, without a name `/10.4.0.7:5432`.
_SOCKET_ADDRESS = re.compile(r"(?:[A-Za-z0-9_.-]{1,253})?/\d{1,3}(?:\.\d{1,3}){3}:\d{1,5}")
# By the usual suffixes of hosts in logs: "api.example.com" and "db.svc" are hosts, "utils.js" and "nova.api" are not.
_DOMAIN = re.compile(
    r"(?:[A-Za-z0-9_-]{1,63}\.){1,8}(?:com|net|org|io|dev|app|cloud|local|localdomain|internal|lan|corp|svc|edu|gov|mil|"
    r"info|biz|eu|de|uk|fr|nl|ru|cn|jp|kr|br|au|ca|us|hk|tw|sg|arpa)\.?"
)
_NUMBER = re.compile(r"[+-]?\d[\d.,]*")
# "30s", "~1.5GB", "95%", "12MB/s", "1h30m".
_WITH_UNIT = re.compile(r"~?[+-]?\d[\d.,]*(?:%|[a-zA-Zµ]{1,6}(?:/[a-z]{1,4})?)(?:\d[\d.]*(?:ms|s|m|h|d)){0,3}")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
# `unknown[203.0.113.6]`, `mail.example.net[192.0.2.9]`: a client's name with its address.
_CLIENT = r"[A-Za-z][\w.-]{0,100}\[(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{0,4}:[0-9a-fA-F:]{2,36})\](?::\d{1,5})?"
_BRACKETED = re.compile(rf"{_RANGE}|{_CLIENT}")
# Eight letters or digits and more of one case: a commit, a container's id.
_HEX_WORD = re.compile(r"[0-9a-f]{8,}|[0-9A-F]{8,}")
# Codes numbered by a vendor: ORA-00942, AH01630, E11000, SRVE0255E, KB5001330, CVE-2026-1234, systemd's 1/FAILURE.
_CODE = re.compile(
    r"(?:ORA|PLS|TNS|SQL|MY|AH|CVE|ERR|ER|IO|WSA|DB|SP2|RMAN|CRS|SSL|TLS|GRPC|DPY|LPX|KUP|IMP|EXP|MSB|CS|TS|NU|LNK|EKM|BC)"
    r"-?\d{3,6}(?:-\d{2,6})?|E-?\d{3,6}|[A-Z]{3,8}\d{3,5}[A-Z]|KB\d{6,7}|CVE-\d{4}-\d{3,7}|\d{1,3}/[A-Z]{2,12}"
)
# Before a colon, any code such as "AADSTS50011" is the message's own number.
_NUMBERED_MESSAGE = re.compile(r"[A-Z]{2,10}-?\d{4,7}[A-Z]?:")
# The kernel's names of disks, because their partitions ("sda1") are values; not fewer letters, because of "SDK".
_DISK = re.compile(r"(?:s|v|xv)d[a-h]|hd[a-c]")
# `java.net.SocketTimeoutException`, `ValueError`, `Net/ReadFailure`: the last name counts.
_EXCEPTION = re.compile(
    r"(?:[A-Za-z_$][\w$]*[./])*(?P<name>[A-Z]\w+(?:Exception|Error|Fault|Failure|Interrupt|Warning))"
)
# Like `net.ipv4.ip_forward`: a name from code, whose digits belong to its words.
_JOINTS = re.compile(r"[-._]")
_CLASS_ENDINGS = ("Exception", "Error", "Fault", "Failure", "Interrupt", "Warning")


def whole_shape(token: str) -> Piece | None:
    """URLs, e-mail addresses, paths, IPv6: shapes that contain the separating marks themselves."""
    bare = token.strip("\"'`([{<>}]),;")
    if not bare:
        return None
    if "://" in bare and _URL.fullmatch(bare):
        return Piece("l", PARAM, bare.removeprefix("jdbc:"))
    if "/" in bare and bare[-1].isdigit() and _SOCKET_ADDRESS.fullmatch(bare):
        return Piece("a", PARAM, bare)
    if bare[0] in "/~.\\" or bare[1:3] == ":\\":
        return _path(bare)
    if "@" in bare and _EMAIL.fullmatch(bare.rstrip(".:")):
        return Piece("v", PARAM, bare)
    if bare[-1] == ":" and _NUMBERED_MESSAGE.fullmatch(bare):
        return Piece("c", bare[:-1].lower(), bare[:-1])
    if ":" in bare and bare[0] != ":" and _ADDRESS.fullmatch(bare.rstrip(".:")):
        return Piece("a", PARAM, bare.rstrip(".:"))
    if len(bare) > 16 and bare.count(":") + bare.count("-") > 4 and _SEPARATED_HEX.fullmatch(bare.rstrip(".:")):
        return Piece("v", PARAM, bare)
    bracketed = token.strip("\"'`({<>}),;.:") if "[" in bare else ""
    if bracketed and _BRACKETED.fullmatch(bracketed):
        return Piece("v", PARAM, bracketed)
    address = bare.count(":") > 2 and (_IPV6.fullmatch(bare) or (bare[-1] == ":" and _IPV6.fullmatch(bare[:-1])))
    return Piece("v", PARAM, bare) if address else None


def _path(bare: str) -> Piece | None:
    """A path up to its end, whatever marks the names of its folders contain."""
    path = bare.rstrip(".:")
    if _PATH.fullmatch(path) and not path[1:].isdigit():
        return Piece("p", PARAM, path)
    if bare.count("/") > 2 and _LONG_PATH.fullmatch(path) and ",/" not in path and ":/" not in path:
        return Piece("p", PARAM, path)
    return Piece("p", PARAM, bare) if bare == "/" else None


def shape_of(part: str) -> Piece:
    """One part between marks."""
    lower = part.lower()
    if part.isalpha() and not part.endswith(_CLASS_ENDINGS):
        value = (len(part) >= 8 and _HEX_WORD.fullmatch(part)) or (part[1:2] in "dv" and _DISK.fullmatch(part))
        return Piece("v", PARAM, part) if value else Piece("w", lower, part)
    exception = _EXCEPTION.fullmatch(part)
    if exception and part[0] != ".":
        return Piece("e", exception["name"].lower(), exception["name"])
    if "@" in part and _EMAIL.fullmatch(part):
        return Piece("v", PARAM, part)
    if any(character.isdigit() for character in part):
        return _with_digits(part, lower)
    if "." in part and _DOMAIN.fullmatch(part) and not part.startswith(("java.", "org.", "com.", "net.", "io.")):
        return Piece("v", PARAM, part)
    if "/" in part and (part[0] == "/" or _file_name(part)):
        return Piece("p", PARAM, part)
    if part.isalpha():
        return Piece("w", lower, part)
    return Piece("w", lower.strip("_-./\\"), part)


def _with_digits(part: str, lower: str) -> Piece:
    if lower in DIGIT_WORDS or all(bit.isalpha() or bit in DIGIT_WORDS for bit in lower.split("-")):
        return Piece("w", lower, part)
    if "_" in part and all(bit.isalpha() or bit in DIGIT_WORDS for bit in _JOINTS.split(lower)):
        return Piece("w", lower, part)
    if _CODE.fullmatch(part):
        return Piece("c", lower, part)
    if _NUMBER.fullmatch(part):
        return Piece("n" if len(part) <= LONGEST_NUMBER else "v", PARAM, part)
    if _HEX.fullmatch(part):
        return Piece("x", PARAM, part)
    if _WITH_UNIT.fullmatch(part):
        return Piece("u", PARAM, part)
    return Piece("v", PARAM, part)


def _file_name(part: str) -> bool:
    """True for a relative path to a file such as `conf/app.yaml`; `read/write` and `text/plain` are words."""
    last = part.rpartition("/")[2]
    return "." in last.strip(".")
