"""A secret that nothing announces is known by its shape alone, wherever in a line it stands."""

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
