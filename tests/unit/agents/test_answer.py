"""The answer of a run."""

from agents.answer import Answer


def test_the_answer_has_every_key_of_the_wire() -> None:
    assert {"status", "incident_id", "request_id", "decision", "pending", "similar"} < set(Answer.__annotations__)
