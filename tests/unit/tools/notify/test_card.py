"""A message is cut to what every place can show."""

from tests.support.messages import hostile, message
from tools.notify.card import Card, cut
from tools.nouns.notices import NoticeKind
from tools.nouns.redacted import NOTHING, derived


def test_all_bounds_together_stay_small() -> None:
    long = derived("y" * 10_000)
    for kind in NoticeKind:
        whole = Card.of(hostile(kind, long))
        assert len("\n".join(whole.lines)) < 9_000
        assert len("\n".join(Card.of(hostile(kind, long), brief=True).lines)) < 3_200


def test_marks_of_a_step_stand_before_it_and_its_source_behind() -> None:
    plain, dangerous = Card.of(message()).steps
    assert plain == "Look at the pool's metrics. (see Pool exhaustion › Diagnose)"
    assert dangerous.startswith("[DANGEROUS, stops a service] Restart the database.")


def test_a_test_is_marked_in_headline_and_title() -> None:
    card = Card.of(message(test=True))
    assert card.headline.startswith("TEST: ")
    assert card.title.startswith("TEST: ")


def test_empty_texts_leave_no_empty_line() -> None:
    card = Card.of(message(headline=NOTHING, title=NOTHING, why=(NOTHING,), environment=NOTHING))
    assert card.headline == "opened"
    assert card.why == ()
    assert "Environment" not in dict(card.facts)


def test_a_digest_lists_once_what_it_is_about() -> None:
    lines = "\n".join(f"HIGH s: {number}" for number in range(20))
    card = Card.of(message(NoticeKind.DIGEST, summary=derived(lines), why=tuple(map(derived, lines.splitlines()))))
    assert (card.summary, card.why, card.facts) == (lines, (), ())


def test_hidden_characters_and_line_ends_are_left_out() -> None:
    card = Card.of(message(headline=derived("a\u202eb\r\nc\u200bd")))
    assert card.headline == "ab cd"


def test_what_is_cut_shows_it() -> None:
    assert cut("abcdef", 4) == "abc…"
    assert cut("abcd", 4) == "abcd"
