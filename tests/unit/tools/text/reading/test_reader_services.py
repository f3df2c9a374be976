"""What texts of services nobody tuned for showed to be wrong: each kind, in words of its own."""

import json

import pytest

from tests.support.matching_cases import joined, profile

STAMP = "2026-11-29T09:14:02.112+00:00"


def lines(speaker: str) -> str:
    return (
        f"Nov 29 09:14:02 web-1 runner[1]: {speaker}: ended badly\nNov 29 09:14:03 web-1 runner[1]: {speaker}: gave up"
    )


def record(**fields: object) -> str:
    return json.dumps({"level": "error", "msg": "The activity ended badly", **fields})


def parts_error(id_: str, table: str) -> str:
    return f"{STAMP} ERROR insert: Too many parts in table 'shop.{table} ({id_})'. Merges are slow."


def storage(call: str, at: str) -> str:
    rows = (f"API: {call}", f"Time: {at} UTC", "RequestID: 17A", "Host: files.example.net", f"Error: {call} failed")
    return "\n".join((*rows, "   4: log.go:45:log()"))


def entity(name: str, number: int) -> str:
    rows = (f"OPEN case P-{number}", "Environment: production", f"Impacted entity: Web service {name}")
    return "\n".join((*rows, "The error rate increased"))


def test_what_all_lines_speak_of_is_no_header() -> None:
    assert not joined(lines("nginx.service"), lines("billing.service"))
    assert joined(lines("nginx.service"), lines("nginx.service").replace("09:14", "11:40"))
    assert "ended badly" in profile(lines("nginx.service")).template


def test_a_header_that_all_lines_share_is_still_taken_off() -> None:
    text = "\n".join(
        f"2026-03-05 19:47:29.300315+00:00 [warning] <0.417.0> {word}" for word in ("disk full", "blocked")
    )
    assert profile(text).template == "disk full blocked"


@pytest.mark.parametrize("number", ["35728", "28th", "x28"])
def test_a_code_is_told_though_another_number_has_its_digits(number: str) -> None:
    said = json.dumps({"level": "error", "msg": f"write of {number} blocks ended badly", "error": 28})
    assert profile(said).entities["error_code"] == ["28"]


def test_a_code_that_the_message_says_is_not_told_twice() -> None:
    assert profile(json.dumps({"level": "error", "msg": "ended badly (28)", "error": 28})).template == "ended badly <*>"


def test_a_name_in_humps_tells_as_one_with_underscores() -> None:
    assert not joined(record(ActivityType="ChargeCard"), record(ActivityType="ReserveStock"))
    assert joined(record(ActivityType="ChargeCard", RunID="a1b2"), record(ActivityType="ChargeCard", RunID="c3d4"))
    assert not joined(record(ns="shop.orders"), record(ns="shop.carts"))


def test_an_id_beside_a_quoted_name_is_none_of_it() -> None:
    one, other = "7037e034-2dc3-05fb-00e5-fc739e6fb2b7", "811c8fa7-8299-a837-0a6f-a2ed0a68253a"
    assert joined(parts_error(one, "events"), parts_error(other, "events"))
    assert not joined(parts_error(one, "events"), parts_error(one, "clicks"))


def test_a_row_called_error_speaks_before_the_lines_around_it() -> None:
    assert not joined(storage("PutObject", "13:34:49"), storage("GetObject", "13:34:49"))
    assert joined(storage("PutObject", "13:34:49"), storage("PutObject", "06:47:50"))


def test_a_thing_of_several_words_is_named_by_all_of_them() -> None:
    assert not joined(entity("Checkout", 4_377), entity("Search", 4_377))
    assert joined(entity("Checkout", 4_377), entity("Checkout", 9_120))


def test_a_thing_in_brackets_before_its_state_is_what_is_broken() -> None:
    def down(site: str) -> str:
        return f"[{site}] [🔴 Down] Request failed with status code 502"

    assert not joined(down("shop.example.com"), down("admin.example.com"))
    assert joined(down("shop.example.com"), down("shop.example.com"))
    over = profile("[shop.example.com] [✅ Up] 200 - OK")
    assert over.recovered
    assert over.entities["label:target"] == profile(down("shop.example.com")).entities["label:target"] == ["shop"]


def test_out_and_in_of_one_verb_are_two_ways() -> None:
    def scaled(way: str) -> str:
        return f"[FIRING:1] Autoscaler of the shop cluster: scale {way} failed because of a policy conflict"

    assert not joined(scaled("out"), scaled("in"))
    assert joined(scaled("out"), scaled("out"))
    alarm = "ALARM: orders in EU: 1 out of the last 1 datapoints was greater than 5"
    assert joined(alarm, alarm.replace("1 out", "2 out"))
