"""Resident numbers that are recognised by format and check digits, without a word before them."""

from tools import deferred_re as re
from tools.text.redaction.digits import (
    is_ahv,
    is_belgian,
    is_cuit,
    is_hetu,
    is_hkid,
    is_nir,
    is_nric,
    is_resident_number,
    is_rrn,
    is_rut,
    is_south_african,
)
from tools.text.redaction.rule import Rule

_KIND = "national-id"
_APART, _END = r"(?<![\w.-])", r"(?![\w.-]?\d|\w)"
_ALONE, _OVER = r"(?<![\w-])", r"(?![\w-])"
_DAY = "000000-000"
_LONG, _SHORT = "0" * 11, "0" * 7
RESIDENTS = (
    Rule(  # China
        re.compile(rf"{_APART}[1-9]\d{{16}}[\dXx]{_END}"), _KIND, is_resident_number, shapes=("0" * 17,), guard=_LONG
    ),
    Rule(re.compile(rf"{_APART}\d{{13}}{_END}"), _KIND, is_south_african, shapes=("0" * 13,), guard=_LONG),
    Rule(  # South Korea
        re.compile(rf"{_APART}\d{{6}}-[1-8]\d{{6}}{_END}"), _KIND, is_rrn, shapes=("000000-0000000",), guard=_DAY
    ),
    Rule(  # Finland
        re.compile(rf"{_APART}(?:[0-2]\d|3[01])(?:0\d|1[0-2])\d\d-\d{{3}}[\dA-Y]{_END}"),
        _KIND, is_hetu, shapes=("000000-0000", "000000-000A"), guard=_DAY,
    ),
    Rule(  # Belgium
        re.compile(rf"{_APART}\d\d\.(?:0\d|1[0-2])\.[0-3]\d-\d{{3}}\.\d\d{_END}"),
        _KIND, is_belgian, shapes=("00.00.00-000.00",), guard=_LONG,
    ),
    Rule(  # Switzerland
        re.compile(rf"{_APART}756\.\d{{4}}\.\d{{4}}\.\d\d{_END}"), _KIND,
        is_ahv, shapes=("000.0000.0000.00",), guard=_LONG,
    ),
    Rule(  # Chile
        re.compile(rf"{_APART}\d{{1,2}}\.\d{{3}}\.\d{{3}}-[\dKk]{_END}"), _KIND,
        is_rut, shapes=("0.000.000-",), guard=".000.000-",
    ),
    Rule(  # Argentina
        re.compile(rf"{_ALONE}(?:2[03467]|3[034])-\d{{8}}-\d{_OVER}"),
        _KIND, is_cuit, shapes=("00-00000000-0",), guard=_LONG,
    ),
    Rule(  # Singapore
        re.compile(rf"{_ALONE}(?:[SFGM]\d|T[0-2])\d{{6}}[A-Z]{_OVER}"), _KIND,
        is_nric, shapes=("A0000000A",), guard=_SHORT,
    ),
    Rule(  # Hong Kong
        re.compile(rf"{_ALONE}[A-Z]{{1,2}}\d{{6}}\(\d\)"), _KIND, is_hkid, shapes=("A000000(0",), guard="000000(0"
    ),
    Rule(  # France
        re.compile(
            rf"{_APART}[12](?: ?\d\d){{2}} ?\d\d(?: ?\d{{3}}){{2}} ?\d\d{_END}"
        ),
        _KIND, is_nir, shapes=("0" * 15, "0 00 00 00 000 000 00"), guard=_LONG,
    ),
)  # fmt: skip
