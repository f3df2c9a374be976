"""National ids: by check digits if the format is unique, else after a word that names them."""

from collections.abc import Iterator
from importlib.resources import files

from tools import deferred_re as re
from tools.text.redaction.digits import (
    is_cnp,
    is_cnpj,
    is_codice_fiscale,
    is_cpf,
    is_dni,
    is_personnummer,
    is_verhoeff,
)
from tools.text.redaction.lowered import lowered
from tools.text.redaction.residents import RESIDENTS
from tools.text.redaction.rule import Rule, Span, words
from tools.text.redaction.trie import one_of


def _labels() -> list[str]:
    lines = (files("tools.text.redaction") / "national.txt").read_text("utf-8").splitlines()
    return [label for line in lines if not line.startswith("#") for label in line.split()[1:]]


_LABELS = _labels()
# A text with a label contains one of these words.
LABEL_WORDS = words(" ".join(re.sub(r"[_.]", " ", label) for label in _LABELS)) - words("my no id card record health")
# Bytes are lower-cased as ASCII only.
LABEL_WORDS |= words(" ".join(label.upper() for label in _LABELS if not label.isascii()))
LABEL_SHAPES = ("A00A", "A0000", "00000", "000 00", "000-00", "000.00", "00 00 00", "AA00")
_LABEL = re.compile(
    rf"{one_of(_LABELS, {'_': '[ _.-]?', '.': '[.]?'})}"
    r"[.]?(?:[ _-]?(?:number|num|no|nr|id|code|#))?[.]?\\{0,7}[\"']?"
    r"(?:\s{0,3}[:=#№]\s{0,3}|\s{1,3}(?:(?:is|ist|es|è|est|é|do|da|du|de|del|der|des|of)\s(?:\w{3,12}\s)?)?)\\{0,7}[\"']?"
)
# Seven to eighteen letters and digits, perhaps separated. After a label any such number counts, whatever its
# check digits: a mistyped one still identifies a person.
_NUMBER = re.compile(r"(?P<value>[A-Z]{0,6} ?\d(?:[A-Z0-9]|[ ./-](?=[A-Z0-9])){4,22}[A-Z0-9])(?![\w])")
_TIME = re.compile(r"\d{4}-\d\d-\d\d|\d\d/\d\d/\d{4}|(?:\d{1,3}\.){3}\d{1,3}$|1[67]\d{8}(?:\d{3})?$")
_SIGNS = " ./-"


def labelled(text: str) -> Iterator[Span]:
    """The numbers after a word that names them."""
    at, low = 0, lowered(text)
    while label := _LABEL.search(low, at):
        at = label.start() + 1
        if label.start() and text[label.start() - 1].isalnum():
            continue
        number = _NUMBER.match(text, label.end())
        if number and _is_number(number["value"]):
            yield Span(*number.span("value"), "national-id")
            at = number.end()


def _is_number(value: str) -> bool:
    """True for at least six digits in few groups that are neither an address nor a time."""
    digits, signs = sum(map(str.isdigit, value)), sum(map(value.count, _SIGNS))
    if not (
        digits >= 6 and len(value) - signs > 6 and len(value) - signs <= 18 and signs <= 6 and value.count("/") <= 2
    ):
        return False
    return not _TIME.match(value) or is_cnp(value)


_APART, _END = r"(?<![\w.-])", r"(?![\w.-]?\d)"
_ALONE, _OVER = r"(?<![\w-])", r"(?![\w-])"
_LONG, _LETTERS = "0" * 11, "AA0"
_KIND = "national-id"
SHAPED = (
    Rule(
        re.compile(rf"{_APART}\d{{3}}\.\d{{3}}\.\d{{3}}-\d\d{_END}"),
        _KIND, is_cpf, shapes=("000.000.000-00",), guard=_LONG,
    ),
    Rule(
        re.compile(rf"{_APART}\d\d\.\d{{3}}\.\d{{3}}/\d{{4}}-\d\d{_END}"),
        _KIND, is_cnpj, shapes=("00.000.000/0000-00",), guard=_LONG,
    ),
    Rule(  # Britain's national insurance: assigned letters, six digits, a letter A to D
        re.compile(
            rf"{_ALONE}(?!BG|GB|KN|NK|NT|TN|ZZ|[A-Z]O|[DFIQUV]|[A-Z][DFIQUV])[A-Z]{{2}}(?: ?\d\d){{3}} ?[A-D]{_OVER}"
        ),
        _KIND, shapes=("AA000000A", "AA 00 00 00 A", "AA 000000 A"), guard=_LETTERS,
    ),
    Rule(
        re.compile(rf"{_ALONE}(?:\d{{8}}|[XYZ]\d{{7}})-?[A-Z]{_OVER}"),
        _KIND, is_dni, shapes=("00000000A", "A0000000A", "00000000-A", "A0000000-A"), guard="0000000",
    ),
    Rule(
        re.compile(rf"{_ALONE}[A-Z]{{6}}\d\d[A-EHLMPRST]\d\d[A-Z]\d{{3}}[A-Z]{_OVER}"),
        _KIND, is_codice_fiscale, shapes=("AAAAAA00A00A000A",), guard=_LETTERS,
    ),
    Rule(  # Mexico's CURP
        re.compile(rf"{_ALONE}[A-Z]{{4}}\d{{6}}[HMX][A-Z]{{5}}[A-Z0-9]\d{_OVER}"),
        _KIND, shapes=("AAAA000000AAAAAA",), guard=_LETTERS,
    ),
    Rule(  # India's PAN, whose fourth letter is the kind of holder
        re.compile(rf"{_ALONE}[A-Z]{{3}}[ABCFGHJLPT][A-Z]\d{{4}}[A-Z]{_OVER}"),
        _KIND, shapes=("AAAAA0000A",), guard=_LETTERS,
    ),
    Rule(  # India's Aadhaar in its groups after `uid`, which is another id elsewhere
        re.compile(rf"(?i:(?<![^\W_])uid\W{{1,4}})(?P<value>[2-9]\d{{3}}[ -]\d{{4}}[ -]\d{{4}}){_OVER}"),
        _KIND, shapes=("0000 0000 0000", "0000-0000-0000"), guard=_LONG,
    ),
    Rule(  # without a word before it, only in its own groups, because one in ten numbers has the check digit
        re.compile(
            rf"{_APART}(?:(?i:order|invoice|ticket|case|ref|reference|tracking|parcel|shipment|serial|part|item|sku"
            rf"|meter|policy|booking|no|nr|#)[.:#]{{0,2}} {{1,2}}[\d ]+"
            rf"|(?P<value>[2-9]\d{{3}} \d{{4}} \d{{4}})(?![\w.-]?\d| \d))"
        ),
        _KIND, is_verhoeff, shapes=("0000 0000 0000",), guard=_LONG,
    ),
    Rule(
        re.compile(rf"{_APART}(?:19|20)?\d{{6}}[-+]\d{{4}}{_OVER}"),
        _KIND, is_personnummer, shapes=("000000-0000", "000000+0000"), guard="000000",
    ),
    *RESIDENTS,
)  # fmt: skip
