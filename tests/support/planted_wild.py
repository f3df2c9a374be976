"""Forms of secrets and personal data that no rule was written from: `planted_wild.txt`, filled from a seed."""

import base64
import random
import re
import string
from pathlib import Path

from tests.support.planted import ALNUM, HEX, iban, luhn, pick
from tests.support.planted_forms import LOWER, cpf, dni, strong

_ALPHABETS = {
    "d": string.digits,
    "n": "123456789",
    "h": HEX,
    "H": HEX.upper(),
    "l": LOWER,
    "u": string.ascii_uppercase + "234567",
}
_SPEC = re.compile(r"<([a-zA-Z0-9][^<>]*)>")
_ESCAPES = {"\\n": "\n", "\\r": "\r", "\\t": "\t", "\\e": "\x1b", "\\\\": "\\"}


def forms(about: str) -> list[tuple[str, str]]:
    """The kinds and templates of all lines about `secret` or `personal`."""
    kind, found = "", []
    for line in Path(__file__).with_suffix(".txt").read_text("utf-8").splitlines():
        if line.startswith(("[secret: ", "[personal: ")):
            kind = line.strip("[]")
        elif not line.startswith("# ") and kind.startswith(about):
            found.append((kind.partition(": ")[2], line))
    return found


def filled(template: str, r: random.Random) -> tuple[str, str]:
    """A line of a template, and the part of it that must go."""
    plain = re.sub(r"\\[nrte\\]", lambda escape: _ESCAPES[escape[0]], template)
    before, rest = plain.split("«")
    secret, after = (_SPEC.sub(lambda spec: _made(spec[1], r), part) for part in rest.split("»"))
    return _SPEC.sub(lambda spec: _made(spec[1], r), before) + secret + after, secret


def _made(spec: str, r: random.Random) -> str:
    word, *more = spec.split(" ")
    if sized := re.fullmatch(r"([a-zA-Z])(\d+)", word):
        return _run(sized[1], int(sized[2]), r)
    if ranged := re.fullmatch(r"(\d+)-(\d+)", word):
        return str(r.randint(int(ranged[1]), int(ranged[2])))
    if word == "card":
        return _card(luhn(more[0], int(more[1]), r), *more[2:])
    if word == "base64":
        return base64.b64encode(r.randbytes(int(more[0]))).decode()
    if word == "key":
        return base64.b64encode(f"-----BEGIN {' '.join(more)}-----\n".encode() + r.randbytes(60)).decode()
    if word == "pair":
        return base64.b64encode(f"svc-{pick(r, LOWER, 4)}:{pick(r, ALNUM, 15)}".encode()).decode()
    makers = {"strong": strong, "cpf": cpf, "dni": dni, "iban": iban}
    return makers[word](r) if word in makers else pick(r, LOWER, 6).title() if word == "name" else f"<{spec}>"


def _run(alphabet: str, size: int, r: random.Random) -> str:
    if alphabet == "a":  # both cases and a digit at least
        return pick(r, ALNUM, size - 3) + "aZ9" if size > 7 else pick(r, ALNUM, size)
    return pick(r, _ALPHABETS[alphabet], size)


def _card(digits: str, part: str = "") -> str:
    if part.startswith("amex"):
        sign = part.removeprefix("amex") or " "
        return sign.join((digits[:4], digits[4:10], digits[10:]))
    size = 1 if part == "1" else 4
    sign = {"nbsp": "\u00a0", "1": " "}.get(part, part)
    return sign.join(digits[at : at + size] for at in range(0, len(digits), size))
