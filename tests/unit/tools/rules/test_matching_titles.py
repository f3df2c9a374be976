"""An alert's name and the sentence under it: which differences between the sentences make another problem."""

import json

import pytest

from tests.support.matching_cases import joined


def _sent(told: str, name: str = "Lab") -> str:
    return json.dumps({"alert_name": name, "state": "triggered", "result": {"host": "db-7", "message": told}})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Problem: the tide gauge is stuck", "[Triggered] the tide gauge is stuck"),
        ("Boat was restarted 9 times in 10 minutes", "Boat has been restarted 12 times in 10 minutes"),
    ],
)
def test_the_same_under_one_name(one: str, other: str) -> None:
    assert joined(_sent(one), _sent(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tide gauge almost full", "anchor chain cut by a stranger; tide gauge almost full"),
        ("the tide gauge is stuck", "Resolved in 5m 3s: the tide gauge is stuck"),
        ("scale out failed: policy conflict", "scale in failed: policy conflict"),
        (
            "The pump could not finish because the table was locked",
            "The pump could not finish because the table was lost",
        ),
        ("panic: runtime error: index out of range [5] with length 3", "panic: assignment to entry in nil map"),
    ],
)
def test_another_sentence_under_one_name_of_one_word(one: str, other: str) -> None:
    assert not joined(_sent(one), _sent(other))


def test_a_sentence_as_a_name_may_be_worded_otherwise() -> None:
    ours, theirs = (
        f"Problem: {told}\nProblem name: {told}\nHost: quay-3\nSeverity: High\n"
        for told in ("1 boat in the dry dock queue", "7 boats in the dry dock queue")
    )
    assert joined(ours, theirs)


def test_labels_in_any_order_are_one_alert() -> None:
    assert joined("[FIRING:1] QueueLong (topic=tides tenant=port)", "[FIRING:1] QueueLong (tenant=port topic=tides)")
    assert not joined("[FIRING:1] QueueLong (topic=tides tenant=port)", "[FIRING:1] QueueLong (tenant=port topic=ice)")


def test_labels_behind_a_name_are_those_of_the_body() -> None:
    told = "The volume of tides-0 in namespace port is only 3 % free."
    mail = f"Alertmanager mail: [FIRING:1] VolumeFilling (namespace=port persistentvolumeclaim=tides-0)\n{told}"
    labels = {"alertname": "VolumeFilling", "namespace": "port", "persistentvolumeclaim": "tides-0"}
    body = json.dumps({"status": "firing", "labels": labels, "annotations": {"description": told}})
    other = body.replace("tides-0", "ice-0")
    assert joined(mail, body)
    assert not joined(mail, other)
