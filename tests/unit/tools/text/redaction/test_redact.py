"""Redaction: what must go goes, what must stay stays."""

from pathlib import Path

import pytest

from tests.support.planted import PERSONAL, SECRETS, Planted, planted
from tools.text.redaction import redact as module
from tools.text.redaction.redact import UNAVAILABLE, redact

BENIGN = (Path(__file__).parent / "benign.txt").read_text(encoding="utf-8").splitlines()
SEEDS = (1, 7, 2026)


@pytest.mark.parametrize("line", BENIGN)
def test_ordinary_lines_stay_as_they_are(line: str) -> None:
    assert redact(line) == line


def missed(lines: list[Planted]) -> list[str]:
    return [item.line for item in lines if item.secret in redact(item.line)]


@pytest.mark.parametrize("seed", SEEDS)
def test_secrets_go(seed: int) -> None:
    lines = list(planted(SECRETS, seed, 8))
    assert len(lines) >= 300
    found = missed(lines)
    assert len(found) <= 0.03 * len(lines), found[:10]


@pytest.mark.parametrize("seed", SEEDS)
def test_personal_data_goes(seed: int) -> None:
    lines = list(planted(PERSONAL, seed, 20))
    found = missed(lines)
    assert len(found) <= 0.06 * len(lines), found[:10]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_context_stays(seed: int) -> None:
    lines = [item for item in planted(SECRETS + PERSONAL, seed, 5) if item.kept != ("",)]
    lost = [item.line for item in lines if not all(words in redact(item.line) for words in item.kept)]
    assert len(lost) <= 0.05 * len(lines), lost[:10]


@pytest.mark.parametrize("seed", SEEDS)
def test_redacting_again_changes_nothing(seed: int) -> None:
    for item in planted(SECRETS + PERSONAL, seed, 3):
        once = redact(item.line)
        assert redact(once) == once


@pytest.mark.parametrize(
    ("line", "redacted"),
    [
        ("db password=hunter2 failed", "db password=[REDACTED:password] failed"),
        ('{"token": "abc123def456", "a": 1}', '{"token": "[REDACTED:token]", "a": 1}'),
        ("(api_key=abc123def456)", "(api_key=[REDACTED:secret])"),
        ("GET https://u:p4ss@host/x", "GET https://u:[REDACTED:password]@host/x"),
        ("to postgres://app:h4nter2@db.internal:5432/x", "to postgres://app:[REDACTED:password]@db.internal:5432/x"),
        ("from bob@example.com: hi", "from [REDACTED:email]: hi"),
        ("charged 4111 1111 1111 1111 twice", "charged [REDACTED:card] twice"),
        ("charged 4111 1111 1111 1112 twice", "charged 4111 1111 1111 1112 twice"),
        ("from 10.1.2.3 and 2001:db8::1", "from 10.1.2.3 and 2001:db8::1"),
        ("Authorization: Bearer abc\nHost: x", "Authorization: Bearer abc\nHost: x".replace("abc", "abc")),
        ("key AKIAIOSFODNN7EXAMPLE used", "key [REDACTED:aws-key] used"),
        ("", ""),
    ],
)
def test_examples(line: str, redacted: str) -> None:
    assert redact(line) == redacted


def test_a_forged_placeholder_hides_nothing() -> None:
    assert "hunter2" not in redact("password=[REDACTED:hunter2")


def test_a_rule_that_fails_hides_the_whole_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> str:
        raise RuntimeError

    monkeypatch.setattr(module, "keyed", broken)
    assert redact("password=hunter2") == UNAVAILABLE


HOSTILE = [
    "a" * 100_000,
    "1" * 100_000,
    "1 " * 50_000,
    "1-" * 50_000,
    "@" * 100_000,
    "a@" * 50_000,
    "a." * 50_000,
    "a@" + "a." * 50_000,
    "://" * 33_000,
    "://a:" * 20_000,
    "://" + "a:" * 50_000,
    "password" * 12_500,
    "password=" * 11_000,
    'password":"' * 9_000,
    "password='" + "\\" * 90_000,
    "password" + " " * 90_000 + "=x",
    "token token is " * 6_500,
    "authorization: bearer " * 4_500,
    "bearer " + "a" * 99_000,
    "eyJ" * 33_000,
    "eyJaaaaaaaaa." * 7_700,
    "sk-" * 33_000,
    "ghp_" * 25_000,
    "AKIA" * 25_000,
    "A1B2" * 25_000,
    "DE89 " * 20_000,
    "-----BEGIN RSA PRIVATE KEY-----" * 3_200,
    "-----BEGIN " * 9_000,
    "curl " * 20_000,
    "mysql " * 16_000,
    "--" * 50_000,
    "--password " * 9_000,
    "cookie: a=" * 10_000,
    "first_name=" * 9_000,
    "first name=\"" * 8_000,
    "+1 " * 33_000,
    "(555) " * 16_000,
    "phone: +" * 12_000,
    "hooks.slack.com/services/" * 4_000,
    "jdbc:oracle:thin:" * 5_800,
    "aws " + "aB1/" * 24_000,
    "\\" * 100_000,
    '"' * 100_000,
    " " * 100_000,
    "\n" * 100_000,
    "ä" * 50_000,
]  # fmt: skip


@pytest.mark.timeout(20)
@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_text_takes_no_longer_than_its_length(number: int) -> None:
    """A pattern that is not linear would need minutes for one of these."""
    assert redact(redact(HOSTILE[number])) == redact(HOSTILE[number])
