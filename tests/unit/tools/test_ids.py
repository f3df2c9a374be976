"""Ids: ULIDs as the library reads them, and nobody's own string among them."""

import pytest
from ulid import ULID

from tools.ids import (
    beginning_of_id,
    is_incident_id,
    is_request_id,
    keyed_request_id,
    new_incident_id,
    new_request_id,
    new_ulid,
    numbered_ulid,
    request_time,
    short_ids,
    time_prefix,
    ulid_time,
)

NOW = 1_700_000_000.5
LAST = (2**48 - 1) / 1000


def test_ulids_of_one_moment_are_valid_and_differ() -> None:
    made = [new_ulid(NOW) for _ in range(100)]
    assert len(set(made)) == 100
    assert {ULID.from_str(each).timestamp for each in made} == {NOW}


@pytest.mark.parametrize("at", [0.0, 0.001, NOW, LAST])
@pytest.mark.parametrize("number", [0, 1, 2**79, 2**80 - 1])
def test_a_numbered_ulid_is_the_library_s(at: float, number: int) -> None:
    expected = ULID.from_bytes(int(at * 1000).to_bytes(6, "big") + number.to_bytes(10, "big"))
    assert numbered_ulid(at, number) == str(expected)
    assert ulid_time(numbered_ulid(at, number)) == expected.timestamp


@pytest.mark.parametrize(("at", "counts_as"), [(-1.0, 0.0), (-1e12, 0.0), (1e12, LAST)])
def test_a_moment_no_ulid_can_say_counts_as_the_first_or_last(at: float, counts_as: float) -> None:
    assert ulid_time(new_ulid(at)) == counts_as


def test_ulids_sort_by_time_within_their_millisecond_too() -> None:
    moments = [0.0, 1.0, NOW, NOW + 0.001, NOW + 1, LAST]
    made = [new_ulid(at) for at in moments]
    assert made == sorted(made)
    for earlier, later in zip(moments, moments[1:], strict=False):
        assert new_ulid(earlier) < time_prefix(later) < numbered_ulid(later, 0)


def test_a_request_id_tells_its_time_unless_a_key_made_it() -> None:
    assert request_time(new_request_id(NOW)) == NOW
    keyed = keyed_request_id("acme", "/incident", "order-66")
    assert keyed == keyed_request_id("acme", "/incident", "order-66")
    assert keyed != keyed_request_id("acme", "/incident", "order-67")
    assert request_time(keyed) is None


def test_only_ids_made_here_are_taken_for_ours() -> None:
    assert is_request_id(new_request_id(NOW))
    assert is_request_id(keyed_request_id("acme", "/incident", "k"))
    assert is_incident_id(new_incident_id(NOW))
    foreign = ("", "req_", "req_" + "a" * 31, "req_" + "A" * 32, "req_8" + "0" * 25, new_request_id(NOW) + "\n")
    assert not any(map(is_request_id, foreign))
    assert not any(map(is_incident_id, ("", "inc_0", "inc_" + "U" * 26, new_request_id(NOW))))


@pytest.mark.parametrize("text", ["", "0123", "UUUUUUUUUUUUUUUUUUUUUUUUUU", "zzzzzzzzzz"])
def test_the_time_of_no_ulid_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="."):
        ulid_time(text)


def test_a_short_id_tells_its_ticket_from_the_others() -> None:
    ids = ["inc_" + numbered_ulid(at, number) for at, number in ((1.0, 1), (1.0, 2), (2.0, 1))]
    short = short_ids(ids)
    assert len(set(short)) == 3
    assert all(
        incident_id.startswith(beginning_of_id(part.lower())) for incident_id, part in zip(ids, short, strict=True)
    )
    assert short_ids([]) == []
    assert [len(part) for part in short_ids(ids[1:])] == [12, 12]
    assert short_ids([ids[0], ids[0]]) == [ids[0][4:16]] * 2


@pytest.mark.parametrize("text", ["", "01ARZ3NDE", "8ZZZZZZZZZ", "0_00000000", " 123456789", "U123456789"])
def test_what_is_no_ulid_has_no_moment(text: str) -> None:
    with pytest.raises(ValueError, match="."):
        ulid_time(text)


def test_a_moment_is_read_as_the_library_reads_it() -> None:
    for text in ("01ARZ3NDEKTSV4RRFFQ69G5FAV", "01arz3ndektsv4rrffq69g5fav", "7ZZZZZZZZZ0000000000000000"):
        assert ulid_time(text) == ULID.from_str(text).timestamp
