"""A crash as the logging libraries of others write it, to the letter: what each keeps of it is read."""

import json

import pytest

from tests.support.matching_cases import joined, profile
from tools.text.reading.reader import read

TRACE = """Traceback (most recent call last):
  File "/srv/cart.py", line 4, in owner_of
    return {}["owner"]
KeyError: 'owner'

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/srv/cart.py", line 11, in charge
    raise RuntimeError("charge failed") from error
RuntimeError: charge failed"""
ESCAPED = TRACE.replace('"', '\\"').replace("\n", "\\n")
NODE = "Error: many\n    at charge (/srv/cart.js:2:8)\n    at run (/srv/main.js:9:1)"
PYTHON_LOGGERS = {
    "logfmter": f'at=ERROR name=shop.pay msg="could not charge 4711" exc_info="{ESCAPED}"',
    "structlog logfmt": f'order=4711 event="could not charge" level=error exception="{ESCAPED}"',
    "structlog": json.dumps({"note": "a note", "event": "could not charge", "level": "error", "exception": TRACE}),
    "graypy": json.dumps(
        {"short_message": "could not charge", "level": 3, "full_message": TRACE.replace("\n", "\n\n")}
    ),
    "loguru": json.dumps(
        {
            "text": f"2026-11-29 23:22:38.587 | ERROR    | cart:charge:12 - could not charge\n{TRACE}\n",
            "record": {
                "level": {"icon": "x", "name": "ERROR", "no": 40},
                "message": "could not charge",
                "name": "cart",
            },
        }
    ),
    "powertools": json.dumps(
        {
            "level": "ERROR",
            "message": "could not charge",
            "exception": TRACE,
            "stack_trace": {"type": "RuntimeError", "value": "charge failed", "module": "builtins", "frames": []},
        }
    ),
    "rsyslog": "Nov 29 10:00:00 web1 pay[12]: could not charge#012" + TRACE.replace("\n", "#012"),
}


@pytest.mark.parametrize("name", PYTHON_LOGGERS)
def test_a_python_crash_is_found_in_a_loggers_line(name: str) -> None:
    [part] = read(PYTHON_LOGGERS[name]).parts
    assert part.text == "RuntimeError: charge failed\nKeyError: 'owner'"
    assert part.entities == {"frame": ["cart.owner_of"]}
    assert part.component not in ("builtins", "<module>")


def test_a_level_may_be_an_object() -> None:
    line = {"record": {"level": {"icon": "x", "name": "INFO", "no": 20}, "message": "paid", "name": "cart"}}
    assert read(json.dumps(line)).parts[0].level == "info"


def test_structlogs_event_speaks_before_its_fields() -> None:
    line = {"note": "second try", "event": "could not charge", "level": "error", "exc_info": True}
    assert read(json.dumps(line)).parts[0].text == "could not charge"


def test_an_event_of_one_word_is_a_kind_not_a_message() -> None:
    line = {"event": "charge_failed", "level": "error", "detail": "the bank is unreachable"}
    assert read(json.dumps(line)).parts[0].text == "the bank is unreachable"


def test_frames_without_a_headline_have_their_class_beside_them() -> None:
    frames = '  File "/srv/cart.py", line 11, in charge\n    raise RuntimeError("charge failed") from error\n'
    line = {
        "message": "could not charge",
        "error": {"type": "RuntimeError", "message": "charge failed", "stack_trace": frames},
    }
    [part] = read(json.dumps(line)).parts
    assert (part.text, part.entities) == ("RuntimeError: charge failed", {"frame": ["cart.charge"]})


def test_lambdas_traceback_has_carriage_returns_for_line_ends() -> None:
    line = "[ERROR] ValueError: no route\rTraceback (most recent call last):\r"
    line += '\xa0\xa0File "/var/task/fn.py", line 7, in main\r\xa0\xa0\xa0\xa0raise ValueError("no route") from error\n'
    [part] = read(line).parts
    assert (part.text, part.level, part.entities) == ("ValueError: no route", "error", {"frame": ["fn.main"]})


def test_rsyslogs_escapes_are_undone() -> None:
    java = "Nov 29 10:00:00 web1 pay[12]: java.lang.IllegalStateException: no owner#012"
    java += "#011at com.example.Cart.total(Cart.java:12)"
    [part] = read(java).parts
    assert (part.text, part.component) == ("java.lang.IllegalStateException: no owner", "pay")
    assert read("order #012 was not found").parts[0].text == "order #012 was not found"


@pytest.mark.parametrize("message", ["\x1b[31mcould not charge\x1b[0m", "could not charge\r"])
def test_journalds_numbers_are_a_text(message: str) -> None:
    [part] = read(json.dumps({"MESSAGE": list(message.encode()), "PRIORITY": "3", "_PID": "7"})).parts
    assert (part.text, part.level) == ("could not charge", "error")


def test_members_of_pinos_aggregate_are_part_of_the_problem() -> None:
    def line(*members: str) -> str:
        listed = [
            {"type": "Error", "message": each, "stack": f"Error: {each}\n    at run (/srv/main.js:9:1)"}
            for each in members
        ]
        error = {"type": "AggregateError", "message": "many", "stack": f"Aggregate{NODE}", "aggregateErrors": listed}
        return json.dumps({"level": 50, "err": error, "msg": "could not charge"})

    assert profile(line("no route", "no bank")).fingerprint == profile(line("no bank", "no route")).fingerprint
    assert not joined(line("no route", "no bank"), line("disk is full", "no bank"))


def test_consolas_text_stands_above_its_frames() -> None:
    def line(text: str, cause: str = "") -> str:
        told = f"\n\n  [cause]: {cause}\n    at connect (db.js:2:26)\n    at run (db.js:9:1)" if cause else ""
        return f"[error] {text}\n  at charge (cart.js:2:82)\n  at run (main.js:3:9){told}"

    [part] = read(line("could not charge", "bank is unreachable")).parts
    assert (part.text, part.level) == ("could not charge\nbank is unreachable", "error")
    assert part.entities == {"frame": ["db.connect"]}
    assert read(line("could not charge")).parts[0].text == "could not charge"
    assert not joined(line("could not charge"), line("the label printer is out of paper"))


@pytest.mark.parametrize(
    "record",
    [
        {"@t": "2026-11-12T04:10:31Z", "@l": "Error", "@mt": "Gate {Gate} jammed after {Tries:000} tries"},
        {
            "Timestamp": "2026-11-12T04:10:31Z",
            "Level": "Error",
            "MessageTemplate": "Gate {Gate} jammed after {Tries} tries",
        },
    ],
)
def test_a_template_is_read_with_its_values(record: dict[str, object]) -> None:
    given = {**record, "Properties": {"Gate": "M4", "Tries": 7}}
    assert joined(json.dumps(given), "2026-11-12T04:10:31Z ERROR Gate M9 jammed after 12 tries", cosine=0.0)
    assert read(json.dumps(given)).parts[0].text.startswith("Gate M4 jammed after 7 tries")


@pytest.mark.parametrize("header", ["", "[2026-02-03T11:00:00.123] [ERROR] "])
def test_words_and_error_in_one_line_before_a_cause(header: str) -> None:
    def line(words: str, error: str) -> str:
        return (
            f"{header}{words} Error: {error}\n    at charge (/srv/cart.js:2:82)\n    ... 5 lines matching cause stack"
            " trace ...\n    at node:internal/main/run_main_module:28:49 {\n  code: 'EPIPE',\n  [cause]: Error: socket"
            " hang up\n      at connect (/srv/bank.js:9:3)\n}"
        )

    one = line("could not charge", "bank-2 is unreachable")
    [part] = read(one).parts
    assert part.text == "could not charge Error: bank-2 is unreachable\nError: socket hang up"
    assert part.entities == {"frame": ["bank.connect"]}
    assert not joined(one, line("could not print", "no paper is left"))
