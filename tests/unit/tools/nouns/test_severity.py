"""Severity words in every dialect, and their agreement with the levels of log headers."""

import pytest

from tools.nouns.severity import LEVELS, Severity

WORDS = {
    Severity.LOW: "low info information debug notice p4 p5 sev4",
    Severity.MEDIUM: "medium warn warning minor p3 sev3",
    Severity.HIGH: "high error err major p2 sev2",
    Severity.CRITICAL: "critical fatal crit emerg emergency panic alert page p1 p0 sev1",
}
SYSLOG = "emerg panic alert crit err error warning warn notice info debug"  # RFC 5424, and syslog.conf's older words


@pytest.mark.parametrize(("severity", "words"), WORDS.items())
def test_a_severity_is_read_in_every_dialect(severity: Severity, words: str) -> None:
    for word in words.split():
        assert Severity.parse(word) is Severity.parse(f" {word.upper()} ") is severity, word


def test_every_syslog_word_and_log_level_is_a_severity() -> None:
    for word in (*SYSLOG.split(), *LEVELS):
        Severity.parse(word)


@pytest.mark.parametrize("word", ["", "loud", "5", "critical!", "p9"])
def test_another_word_is_refused_with_the_words_allowed(word: str) -> None:
    with pytest.raises(ValueError, match="use LOW, MEDIUM, HIGH, CRITICAL, a syslog word or P1–P4"):
        Severity.parse(word)
