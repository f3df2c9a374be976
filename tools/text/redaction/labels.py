"""Labels of people's data in many languages: `Versicherte Person: …`, `住所：…`, `Fødselsdato: …`, `Tlf.: …`."""

import re
from collections.abc import Callable, Iterator
from importlib.resources import files

from tools.text.redaction.checks import words_of
from tools.text.redaction.digits import digits_of
from tools.text.redaction.lowered import lowered
from tools.text.redaction.rule import Span, words
from tools.text.redaction.trie import one_of

_NO_LETTERS = re.compile(r"[ _.\-]")


def _table() -> dict[str, str]:
    """Label without its separators → what stands behind it."""
    found: dict[str, str] = {}
    kind = ""
    for line in (files("tools.text.redaction") / "labels.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif not line.startswith("#"):
            found |= dict.fromkeys(line.split(), kind)
    return found


_TABLE = _table()
_KINDS = {_NO_LETTERS.sub("", label): kind for label, kind in _TABLE.items()}
_IN_SIGNS = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_SIGNED = [label for label in _TABLE if _IN_SIGNS.match(label)]
_SPELT = [label for label in _TABLE if not _IN_SIGNS.match(label)]


def _hint(label: str) -> str:
    return max(re.split(r"[_.\-'°]", label), key=len)


# A text with a label in letters contains one of these words; bytes are lower-cased as ASCII only.
LABEL_HINTS = words(" ".join(form for hint in map(_hint, _SPELT) for form in (hint, hint.capitalize(), hint.upper())))
# A text with a label in signs contains one of these.
LABEL_SIGNS = tuple(sorted({label.encode().decode("latin-1") for label in _SIGNED}))
_SEPARATORS = {"_": "[ _-]?"}
_LABEL = re.compile(
    rf"(?:(?<![^\W_])(?P<spelt>{one_of(_SPELT, _SEPARATORS)})|(?P<signed>{one_of(_SIGNED, _SEPARATORS)}))"
    r"\\{0,7}[\"']?(?:\s{0,3}(?P<sign>[:=：＝])\s{0,3}\\{0,7}[\"'「]?|\s{1,2}(?=\d))"
)

_CAPITAL, _SMALL = "A-ZÀ-ÖØ-ÞŁŚŻŹĆŃŠŽČŘŐŰĞŞİȘȚА-ЯЁІЇЄΆΈΉΊΌΎΏΑ-Ω", "a-zß-öø-žά-ώа-яёіїєșț'’"
_WORD = rf"[{_CAPITAL}][{_SMALL}-]{{1,32}}"
_NAME = re.compile(rf"{_WORD}(?: (?:(?:von|van|de|der|da|di|la|del|den) ){{0,2}}{_WORD}){{1,3}}(?![\w-])")
_SIGNED_NAME = re.compile(
    r"(?:[\u4e00-\u9fff々]{1,4}[ \u3000]?[\u4e00-\u9fff\u3040-\u30ff々]{1,4}"
    r"|[\u30a0-\u30ff]{2,8}[ \u3000][\u30a0-\u30ff]{2,8}|[\uac00-\ud7af]{2,4})(?![^\W\d_])"
)
_NO_NAME = re.compile(
    r"[不未无無必空为為已非没沒なあい]|.*(?:なし|不明|エラー)|(?:필수|없음|오류|누락|미입력|변경|확인|중복)"
)
# To the end of the field; a house number or a postal code makes it a whole address.
_PLACE = re.compile(
    r"(?=[^\r\n\"';|&=<>\d]{0,64}\d)"
    r"(?:[^\s\"';|&=<>]{1,64}+|(?<=[a-z])'(?=[a-z])|[ \t]{1,3}(?=[^\s\"';|&=<>])(?!\w{2,32}[=:])){2,40}"
)
_PROPER = re.compile(rf"[{_CAPITAL}][{_SMALL}-]{{2}}")
_NO_PLACE = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|0x[0-9a-f]|://|@|:\d|\w\.(?:internal|local|com|net|org|example|svc)\b")
_APART = r"[^\s\"'」、。,;|{}]"
_SIGNED_PLACE = re.compile(
    r"(?=[^\r\n\"']{0,60}[区區市県縣都府道町村丁路号號街省郡巷弄구시동로길읍면])(?=[^\r\n\"']{0,80}[\d０-９一二三四五六七八九十])"
    rf"{_APART}{{3,64}}(?:[ \u3000](?:[\uac00-\ud7af]{{1,12}}|{_APART}{{0,24}}\d{_APART}{{0,24}})){{0,6}}"
)
_DATE = re.compile(
    r"(?:\d{1,4}(?:[./-]|\. )\d{1,2}(?:[./-]|\. )\d{1,4}|\d{1,2}\.? [^\W\d_]{3,12}\.?,? \d{4}"
    r"|\d{4} ?[年년] ?\d{1,2} ?[月월] ?\d{1,2} ?[日일]|(?:19|20)\d{6})(?![\w/-])"
)
_NUMBER = re.compile(r"[+(]?\d[\d ()/.-]{5,22}\d(?![\d:\w])")
_NO_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|\d{4}-\d\d-\d\d.*")
_FIRMS = words_of("Server Node Cluster Host Service Queue Team Pool")


def _name_at(text: str, at: int) -> int:
    name = _NAME.match(text, at)
    if name is not None:
        return name.end() if _FIRMS.isdisjoint(name[0].split()) else at
    signed = _SIGNED_NAME.match(text, at)
    return signed.end() if signed is not None and not _NO_NAME.match(signed[0]) else at


def _place_at(text: str, at: int) -> int:
    place = _SIGNED_PLACE.match(text, at) if _IN_SIGNS.match(text, at) else _PLACE.match(text, at)
    if place is None or _NO_PLACE.search(place[0]):
        return at
    is_one = _IN_SIGNS.match(place[0]) or (_PROPER.search(place[0]) and _FIRMS.isdisjoint(place[0].split()))
    return place.end() if is_one else at


def _date_at(text: str, at: int) -> int:
    date = _DATE.match(text, at)
    return date.end() if date is not None else at


def _number_at(text: str, at: int) -> int:
    number = _NUMBER.match(text, at)
    is_one = number is not None and 8 <= len(digits_of(number[0])) <= 13 and not _NO_NUMBER.fullmatch(number[0])
    return number.end() if number is not None and is_one else at


_BORN = "birth"
_ENDS: dict[str, tuple[str, Callable[[str, int], int]]] = {
    "name": ("personal", _name_at),
    "address": ("personal", _place_at),
    _BORN: ("personal", _date_at),
    "phone": ("phone", _number_at),
}
"""Kind of a label → the kind of its placeholder, and where the value at a place ends: there, if it is none."""


def labels(text: str) -> Iterator[Span]:
    """The values behind labels of people's data."""
    for label in _LABEL.finditer(lowered(text)):
        named = _KINDS[_NO_LETTERS.sub("", label["spelt"] or label["signed"])]
        if not label["sign"] and named != _BORN:
            continue  # only a date is one by itself
        kind, end_at = _ENDS[named]
        start = label.end()
        if (end := end_at(text, start)) > start:
            yield Span(start, end, kind)
