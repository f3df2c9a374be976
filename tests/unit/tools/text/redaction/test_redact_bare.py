"""A secret that nothing announces is known by its shape alone, wherever in a line it stands."""

import base64
import random

import pytest

from tests.support.planted import jwt
from tools.text.redaction.redact import redact

AROUND = ["{}", "got {} from upstream", "id={},", "({})", '"{}"', "<{}>", "a\n{}\nb", "see {}."]


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("seed", range(3))
def test_a_bare_signed_token_never_passes(around: str, seed: int) -> None:
    token = jwt(random.Random(seed))
    hidden = redact(around.format(token))
    assert "[REDACTED:" in hidden
    assert not any(part in hidden for part in token.split("."))


@pytest.mark.parametrize("begin", [bytes((0x95, 3, 0x98, 4)), bytes((0x94, 0x58, 4)), bytes((0xC5, 0xC1, 0x98, 4))])
@pytest.mark.parametrize("width", [64, 4096])
def test_a_key_without_its_armour_never_passes(begin: bytes, width: int) -> None:
    r = random.Random(width)
    encoded = base64.b64encode(begin + bytes((0x5F, 1, 2, 3, 1)) + r.randbytes(400)).decode()
    lines = [encoded[start : start + width] for start in range(0, len(encoded), width)]
    assert redact("exported:\n" + "\n".join(lines) + "\ndone").startswith("exported:\n[REDACTED:")
    hidden = redact("exported:\n" + "\n".join(lines) + "\ndone")
    assert hidden.endswith("]\ndone")
    assert not any(line[:12] in hidden for line in lines)


def test_a_public_key_without_its_armour_stays() -> None:
    encoded = base64.b64encode(bytes((0x99, 1, 0x0D, 4, 0x5F, 1, 2, 3, 1)) + random.Random(4).randbytes(60)).decode()
    assert redact(f"key {encoded} was imported") == f"key {encoded} was imported"
