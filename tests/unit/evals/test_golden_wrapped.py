"""Every text of the golden suite is the same problem in every wrapper: no collector or platform changes a verdict."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.case_files import load_cases
from evals.cases import Case, Step, golden_folder
from evals.summary import Share
from evals.wrapped.verdicts import is_one_problem, pairs_of, texts_of, wrapped_shares
from evals.wrapped.wrappers import LINES, RECORDS, Wrapper

CASES = load_cases(golden_folder())
WRAPPERS = LINES | RECORDS
SUBJECTS = ("pool", "replica", "queue", "lease", "snapshot", "certificate", "shard", "mailbox")
TROUBLES = ("ran out of memory", "lost its leader", "could not be renewed", "is read-only", "was refused by the peer")
SENTENCES = st.builds(
    "The {} of {} {}".format,
    st.sampled_from(SUBJECTS),
    st.sampled_from(("ledger", "checkout", "billing")),
    st.sampled_from(TROUBLES),
)


def case(*logs: str) -> Case:
    steps = tuple(Step("report", {"log": log, "service": "s"}, 0.0) for log in logs)
    return Case("one", steps, {}, frozenset({"t"}), "why")


@pytest.mark.parametrize("wrap", WRAPPERS.values(), ids=WRAPPERS)
def test_no_wrapper_changes_what_a_golden_text_is(wrap: Wrapper) -> None:
    apart = [text for text in texts_of(CASES) if not is_one_problem(text, wrap(text))]
    assert apart == []


@settings(max_examples=60, deadline=None)
@given(SENTENCES, SENTENCES, st.sampled_from(sorted(LINES)), st.sampled_from(sorted(RECORDS)))
def test_a_record_of_prefixed_lines_keeps_every_verdict(one: str, other: str, line: str, record: str) -> None:
    def wrapped(text: str) -> str:
        return RECORDS[record](LINES[line](text))

    assert is_one_problem(one, wrapped(one))
    assert is_one_problem(wrapped(one), wrapped(other)) is is_one_problem(one, other)


def test_texts_are_told_once_and_envelopes_are_not_sent_again() -> None:
    cases = [
        case("disk of db full", "disk of db full", '{"message": "disk of db full"}', "cpu hot"),
        case("disk of db full"),
    ]
    assert list(texts_of(cases)) == ["disk of db full", '{"message": "disk of db full"}']
    assert list(pairs_of(cases)) == []
    assert list(pairs_of([case("disk of db full", "cpu hot")])) == [("disk of db full", "cpu hot")]


def test_every_wrapper_and_every_sender_has_a_share() -> None:
    shares = wrapped_shares([case("The disk of db is full", "The cpu of db is too hot")])
    assert shares["in kubectl"] == Share(2, 2)
    assert shares["sent by alertmanager"] == Share(1, 1)
    assert len(shares) > 50
    assert "in kubectl" not in wrapped_shares([case("full")])
