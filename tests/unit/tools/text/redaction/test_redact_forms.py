"""Every form in which a secret is written: escaped, split, on a command line, nested, in other languages, as a hash."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.planted import PERSONAL, SECRETS
from tests.support.planted_forms import FORMS
from tests.support.planted_wild import filled, forms
from tools.text.redaction.options import COMMANDS
from tools.text.redaction.redact import redact

BENIGN = (Path(__file__).parent / "benign_lookalikes.txt").read_text(encoding="utf-8").splitlines()
ROUNDS = 40
FRAMES = ("{}", "2026-03-11T10:11:12Z ERROR worker failed: {}", "{}\nretrying in 5 s")


@pytest.mark.parametrize("line", BENIGN)
def test_look_alikes_stay_as_they_are(line: str) -> None:
    assert redact(line) == line


@pytest.mark.parametrize(("kind", "number"), [(kind, n) for kind, makers in FORMS.items() for n in range(len(makers))])
def test_a_form_hides_nothing(kind: str, number: int) -> None:
    missed = []
    for seed in range(ROUNDS):
        text, secret = FORMS[kind][number](random.Random(seed))
        line = FRAMES[seed % len(FRAMES)].replace("{}", text)
        redacted = redact(line)
        assert redact(redacted) == redacted
        missed += [(line, redacted)] if secret in redacted else []
    assert len(missed) <= 0.05 * ROUNDS, missed[:3]


@pytest.mark.parametrize(("about", "most"), [("secret", 0.03), ("personal", 0.05)])
def test_forms_without_a_rule_of_their_own_hide_nothing(about: str, most: float) -> None:
    templates, missed = forms(about), []
    for number, (kind, template) in enumerate(templates):
        text, secret = filled(template, random.Random(number))
        line = FRAMES[number % len(FRAMES)].replace("{}", text)
        redacted = redact(line)
        assert redact(redacted) == redacted
        missed += [(kind, line, redacted)] if secret in redacted else []
    assert len(templates) >= 100
    assert len(missed) <= most * len(templates), missed[:5]


_PIECES = st.sampled_from(
    [
        *(make(random.Random(seed))[0] for seed, make in enumerate((*SECRETS, *PERSONAL))),
        *(make(random.Random(9))[0] for makers in FORMS.values() for make in makers),
        "[REDACTED:token]", "[REDACTED:", "password", "token", "=", ": ", '"',
        "'", "\\", "\\n", "%3D", "{", "[", "]", "}",
        ",", ";", "&", "<password>", "</", "value", "- ", "\n  ", "key", "é", "密码",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES | st.text(max_size=6), max_size=8))
def test_redacting_again_changes_nothing(pieces: list[str]) -> None:
    once = redact("".join(pieces))
    assert redact(once) == once


_OPTIONS = sorted({each.where.rstrip("*:@%=,") for places in COMMANDS.values() for each in places})
_COMMANDS = st.sampled_from([*COMMANDS, *_OPTIONS])
_MARKS = st.sampled_from(['""', "''", '"', "'", "-", "/", "=", "x", "\n", "|"])


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80) | st.lists(_COMMANDS | _MARKS | _PIECES, max_size=8).map(" ".join))
def test_nothing_makes_it_fail(text: str) -> None:
    assert redact(text) != "[REDACTED:unavailable]"
