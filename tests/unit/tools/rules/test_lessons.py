"""Word-like parameters: learned from three values of one service's messages, never from what carries identity."""

from dataclasses import replace

import pytest

from tests.support.matching_cases import profile
from tools.nouns.reports import Profile
from tools.rules.lessons import MOST_TOKENS, learned, lesson, merge_reason, skeletons


def place(*logs: str, **scope: object) -> int | None:
    """What the last message's store learns: its siblings are those sharing a skeleton with it."""
    *earlier, last = [profile(log, **scope) for log in logs]
    return position(last, earlier)


def position(last: Profile, earlier: list[Profile]) -> int | None:
    for skeleton in skeletons(last):
        found = learned(last, [other for other in earlier if skeleton in skeletons(other)])
        if found is not None:
            return found
    return None


LEARNED = [
    (
        "a user",
        "session opened for cyrus by login",
        "session opened for aldo by login",
        "session opened for mkern by login",
    ),
    (
        "a host",
        "lost contact from combo during sync",
        "lost contact from frodo during sync",
        "lost contact from gimli during sync",
    ),
    (
        "a volume",
        "snapshot of volume vegeta was skipped",
        "snapshot of volume goku was skipped",
        "snapshot of volume krillin was skipped",
    ),
    (
        "a process",
        "restarted process zookd after crash",
        "restarted process frobd after crash",
        "restarted process quuxd after crash",
    ),
    ("half of them words", "job owner guest changed", "job owner aldo changed", "job owner mkern changed"),
]


@pytest.mark.parametrize(("what", "one", "two", "three"), LEARNED)
def test_the_third_value_teaches(what: str, one: str, two: str, three: str) -> None:
    assert place(one, two) is None, "two values are not enough"
    assert place(one, two, three) is not None, what
    assert place(three, one, two) is not None, "in whatever order they come"


NEVER = [
    ("states", "link of ring went up", "link of ring went down", "link of ring went offline"),
    (
        "subjects at the start",
        "syslogd startup succeeded again",
        "klogd startup succeeded again",
        "cupsd startup succeeded again",
    ),
    ("constants", "event LAUNCH_A was handled", "event LAUNCH_B was handled", "event CLEAN_C was handled"),
    ("topics", "lag grows on topic clickz today", "lag grows on topic ordrs today", "lag grows on topic paymts today"),
    ("tables", "dead rows in clickz table", "dead rows in ordrs table", "dead rows in paymts table"),
    (
        "dependencies",
        "could not connect to billsvc again",
        "could not connect to ordsvc again",
        "could not connect to authsvc again",
    ),
    ("words", "pool opened for reading now", "pool opened for service now", "pool opened for account now"),
    (
        "exceptions",
        "call ended in FooException today",
        "call ended in BarException today",
        "call ended in BazException today",
    ),
    ("metrics", "peak usage of cpu seen", "peak usage of memory seen", "peak usage of disk seen"),
    ("too little in common", "hello cyrus", "hello aldo", "hello mkern"),
]


@pytest.mark.parametrize(("what", "one", "two", "three"), NEVER)
def test_what_is_never_learned(what: str, one: str, two: str, three: str) -> None:
    assert place(one, two, three) is None, what


def test_a_position_already_masked_counts_as_a_value() -> None:
    assert (
        place(
            "lost contact from node7 during sync",
            "lost contact from combo during sync",
            "lost contact from frodo during sync",
        )
        == 3
    )


@pytest.mark.parametrize("scope", [{"environment": "prod"}, {"labels": {"namespace": "shop"}}])
def test_only_messages_that_agree_in_all_else_meet(scope: dict[str, object]) -> None:
    logs = [f"lost contact from {name} during sync" for name in ("combo", "frodo", "gimli")]
    others = [profile(log, **scope) for log in logs[:2]]
    assert position(profile(logs[2]), others) is None


def test_the_work_is_bounded() -> None:
    words = " ".join(f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(200))
    assert skeletons(profile(words)) == []
    assert len(skeletons(profile(" ".join(words.split()[:MOST_TOKENS])))) <= MOST_TOKENS


def test_skeletons_are_the_same_on_every_machine() -> None:
    assert skeletons(profile("session opened for cyrus"))[-1] == skeletons(profile("session opened for aldo"))[-1]
    assert all(len(skeleton) == 24 for skeleton in skeletons(profile("session opened for cyrus")))


def test_a_lesson_names_the_word_a_sibling_and_their_problems() -> None:
    last, *earlier = (profile(f"session opened for {name} by login") for name in ("mkern", "cyrus", "aldo"))
    taught = lesson(last, [(earlier[0], "L2"), (earlier[1], "L1"), (earlier[1], "L2")])
    assert taught is not None
    assert (taught.position, taught.sibling, taught.lineages) == (3, earlier[0].fingerprint, ("L2", "L1"))
    assert list(taught.pairs) == [("L2", "L1")]
    assert taught.live_first({"L1"}).lineages == ("L1", "L2")
    assert lesson(last, [(earlier[0], "L2")]) is None


def test_the_reason_of_a_merge_counts_words_from_one() -> None:
    assert merge_reason(3) == "word 4 was learned to be a parameter"


@pytest.mark.parametrize("word", ["up", "FooException", "LAUNCH", "memory", "not", "BadError"])
def test_one_word_with_a_meaning_spoils_the_lesson(word: str) -> None:
    """Two unknown words beside it would be enough."""
    last, *earlier = (profile(f"session of ring went {name} by login") for name in (word, "cyrus", "aldo"))
    assert learned(last, earlier) is None
    assert learned(earlier[0], [last, earlier[1]]) is None


def test_skeletons_are_stored_and_stay_what_they_are() -> None:
    """Messages that were stored by earlier builds go on teaching."""
    known = Profile("f", 3, "lost contact", "lost contact from frodo", entities={"negation": ["not"], "a": ["1", "2"]})
    assert skeletons(known) == ["6448afb3271fd973c209d5c5", "9893867c9b89bdbc8dbc62db"]
    for other in (
        replace(known, component="cartd"),
        replace(known, level="error"),
        replace(known, version=2),
        replace(known, entities={"a": ["1", "2"]}),
    ):
        assert not set(skeletons(other)) & set(skeletons(known))
    assert skeletons(replace(known, entities={**known.entities, "severity": ["HIGH"]})) == skeletons(known)
