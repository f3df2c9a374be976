"""Two texts for people, sentence by sentence: which words make another trouble, and which only say more."""

import pytest

from tools.rules.matching_prose import (
    Prose,
    agree_in_a_sentence,
    agree_under_a_title,
    attempts_of,
    other_cause,
    prose_of,
    same_title,
    title_doubts,
)


def prose(title: str, *bodies: str, cause: str = "") -> Prose:
    return Prose(title, bodies, " ".join((title, *bodies)), cause)


def under(title: str, one: str, other: str) -> bool:
    """Do two sentences agree under one title? It does not matter which came first."""
    found = agree_under_a_title(prose(title, one), prose(title, other))
    assert agree_under_a_title(prose(title, other), prose(title, one)) is found
    return found


def doubts(one: str, other: str) -> tuple[str, ...]:
    found = title_doubts(prose(one), prose(other))
    assert title_doubts(prose(other), prose(one)) == found
    return found


def test_a_text_is_its_title_its_sentences_and_its_cause() -> None:
    told = prose_of("Oven 4 is cold. It lost 80 degrees because the fuse melted. Bread may be late.")
    assert told is not None
    assert (told.title, told.bodies) == ("Oven <*> is cold", ("It lost <*> degrees because the fuse melted",))
    assert told.trouble == "Oven <*> is cold It lost <*> degrees because the fuse melted"
    assert told.cause == "the fuse melted"


def test_of_several_causes_the_last_counts() -> None:
    told = prose_of("Oven is off because of a fuse. The fuse melted due to moisture. Call the porter.")
    assert told is not None
    assert told.cause == "moisture"


def test_a_lone_clause_is_prose_only_when_a_monitor_called() -> None:
    assert prose_of("Oven 4 is cold.") is None
    called = prose_of("Oven 4 is cold.", called=True)
    assert called is not None
    assert (called.title, called.bodies, called.cause) == ("Oven <*> is cold", (), "")


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("seat map missing", "tariff unknown", True),
        ("seat map missing", "seat map missing for gate", False),
        ("too many rows", "more rows", False),
        ("seat map missing", "", False),
        ("", "tariff unknown", False),
    ],
)
def test_causes_differ_when_each_says_something_else(one: str, other: str, differ: bool) -> None:
    assert other_cause(prose("Import stopped", cause=one), prose("Import stopped", cause=other)) is differ
    assert other_cause(prose("Import stopped", cause=other), prose("Import stopped", cause=one)) is differ


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tape arm stuck", "Stuck tape arm"),
        ("Tape arm stuck", "Tape arms are stuck"),
        ("Tape arm stuck", "Tape arm badly stuck"),
        ("Arm stuck", "Arm badly stuck"),
        ("Queue is too long", "Queue is long"),
        ("too many", "too many"),
    ],
)
def test_a_title_in_other_words_order_or_amount_is_the_same(one: str, other: str) -> None:
    assert same_title(prose(one), prose(other))
    assert same_title(prose(other), prose(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tape arm stuck", "Tape belt stuck"),
        ("Tape arm stuck", "Tape arm badly stuck again today"),
        ("Stuck", "Badly stuck"),
        ("Tape queue stuck", "Tape queue replica stuck"),
        ("Tape queue stuck", "Tape queue stuck, missing"),
        ("Tape queue slow", "Tape queue kafka slow"),
        ("too many", "too high"),
        ("the", "of"),
    ],
)
def test_another_word_that_names_something_is_another_title(one: str, other: str) -> None:
    assert not same_title(prose(one), prose(other))
    assert not same_title(prose(other), prose(one))


TOLD = "The outbox of relay <*> is almost full"


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        (prose("Outbox alarm", TOLD), prose("OutboxAlmostFull", TOLD), True),
        (prose("Outbox alarm", "Call the porter", TOLD), prose("Outbox alarm", "Wake the cook", TOLD), True),
        (prose("Outbox alarm", TOLD), prose("Outbox alarm", "The outbox of relay <*> is full"), False),
        (prose("Outbox alarm", TOLD), prose("Mail is late", TOLD), False),
        (prose("Mail is late", TOLD), prose("Outbox alarm", TOLD), False),
        (prose("Outbox alarm", "The outbox is full"), prose("Outbox alarm", "The outbox is full"), False),
        (prose("Outbox alarm"), prose("Outbox alarm"), False),
    ],
)
def test_one_telling_sentence_about_both_titles_is_enough(one: Prose, other: Prose, agree: bool) -> None:
    assert agree_in_a_sentence(one, other) is agree


@pytest.mark.parametrize(
    ("title", "one", "other"),
    [
        ("Snapshot is late", "Snapshot of ledger waits", "Snapshot of ledger waits since noon"),
        ("Snapshot is late", "Snapshot waits longer than <*> hours", "Snapshot waits <*> minutes"),
        ("Press is late", "Press zorbit waits", "Press kwelm waits"),
        ("Snapshot is late", "Snapshot in zone north waits", "Snapshot in zone garden waits"),
        ("Snapshot is late", "Snapshot of Garden/North waits", "Snapshot of Kitchen/South waits"),
        ("Press is late", "The press kitchen waits", "The press garden waits"),
        ("Snapshot is late", "shop/ledger waits", "shop/parcels waits"),
        ("Alarm of the press", "It waits in every rack", "It waits in every lane"),
        ("Snapshot chain stands", "Snapshot chain waits for gateway", "Snapshot chain waits for kernel"),
    ],
)
def test_under_one_title_names_and_details_may_differ(title: str, one: str, other: str) -> None:
    assert under(title, one, other)


@pytest.mark.parametrize(
    ("title", "one", "other"),
    [
        ("Alarm of the hall", "Kitchen waits for paper", "Garden waits for paper"),
        ("Alarm of the hall", "It waits for Kitchen there", "It waits for Garden there"),
        ("Alarm of the hall", "It waits for storage there", "It waits for kernel there"),
        ("Snapshot chain is late", "Snapshot chain is missing paper", "Snapshot chain is frozen"),
        ("Alarm of the hall", "It says that latency rose", "It says that memory rose"),
        ("Alarm of the press", "It waits as hall latency does", "It waits as hall memory does"),
        ("Alarm of the press", "It waits as hall frozen does", "It waits as hall missing does"),
        ("Snapshot chain stands", "Snapshot chain waits for gateway", "It waits for kernel"),
        ("Press of the big hall is late", "The press jamming waits", "The press drifting waits"),
    ],
)
def test_under_one_title_another_subject_is_another_trouble(title: str, one: str, other: str) -> None:
    assert not under(title, one, other)


def test_the_nearest_sentences_are_compared() -> None:
    near = ("The lift is old", "Snapshot of ledger waits")
    assert agree_under_a_title(
        prose("Snapshot is late", *near), prose("Snapshot is late", "Snapshot of ledger waits now")
    )


def test_a_title_alone_contradicts_nothing() -> None:
    for one, other in ((("Kitchen waits",), ()), ((), ("Garden waits",)), ((), ())):
        assert agree_under_a_title(prose("Alarm", *one), prose("Alarm", *other))


@pytest.mark.parametrize(
    ("one", "other", "doubt"),
    [
        ("Redis is slow", "Kafka is slow", "product"),
        ("Producer is slow", "Consumer is slow", "part"),
        ("Test shop.cart.Total fails", "Test shop.cart.Count fails", "identifier"),
        ("CartTotalIsWrong fails", "CartCountIsWrong fails", "identifier"),
        ("Belt of the press is missing", "Belt of the press is frozen", "state"),
        ("Belt of the press waits", "Belt of the oven waits", "title"),
    ],
)
def test_another_thing_in_the_title_raises_a_doubt(one: str, other: str, doubt: str) -> None:
    assert doubts(one, other) == (doubt,)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Redis is slow", "Redis is very slow"),
        ("Redis and Kafka are slow", "Kafka is slow"),
        ("Redis is slow", "It is slow"),
        ("Producer is slow", "It is slow"),
        ("Test shop.cart.Total fails", "Test fails"),
        ("Belt is too long", "Belt is larger"),
        ("Belt of the press waits", "Belt of the press waits too long"),
        ("Belt of the press is missing", "Belt of the press is missing and frozen"),
    ],
)
def test_a_title_that_only_says_more_raises_none(one: str, other: str) -> None:
    assert doubts(one, other) == ()


def test_a_lone_name_is_the_alerts_and_no_identifier() -> None:
    assert title_doubts(prose("CartTotalIsWrong", "The belt waits"), prose("CartCountIsWrong", "The belt waits")) != (
        "identifier",
    )


def test_what_the_other_text_says_elsewhere_is_no_difference() -> None:
    assert (
        title_doubts(prose("Belt of the press", "The oven waits"), prose("Belt of the oven", "The press waits")) == ()
    )


@pytest.mark.parametrize(
    ("said", "attempts"),
    [
        ("The arm is failing to load tapes", {"load"}),
        ("The arm FAILS TO Load tapes", {"load"}),
        ("The arm is unable to eject and cannot load", {"eject", "load"}),
        ("The arm can't load tapes", {"load"}),
        ("The arm couldn't load tapes", {"load"}),
        ("The arm failed loading tapes", set()),
        ("The arm is trying to load tapes", set()),
        ("What the arm cannot", set()),
        ("What the arm failed to", set()),
    ],
)
def test_what_could_not_be_done_is_the_verb(said: str, attempts: set[str]) -> None:
    assert attempts_of(said) == attempts
