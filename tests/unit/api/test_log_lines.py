"""A line of the log is whole: one JSON object, with the exchange it belongs to."""

import json
import logging
import sys

from api.http.exchange import exchange_id
from api.log_lines import HUMAN, TIME, ExchangeFilter, JsonLines


def record(message: str, *, raised: bool = False) -> logging.LogRecord:
    info = None
    if raised:
        try:
            raise ValueError("no")
        except ValueError:
            info = sys.exc_info()
    return logging.LogRecord("api.x", logging.INFO, "x.py", 1, message, None, info)


def test_a_line_is_one_object_whatever_it_says() -> None:
    line = JsonLines().format(record('two\nlines and "quotes"'))
    assert "\n" not in line
    said = json.loads(line)
    assert (said["level"], said["logger"], said["message"]) == ("INFO", "api.x", 'two\nlines and "quotes"')
    assert said["time"].endswith("+00:00")
    assert "request_id" not in said


def test_a_fault_is_told_with_its_place() -> None:
    assert "ValueError: no" in json.loads(JsonLines().format(record("x", raised=True)))["exception"]


def test_a_line_says_which_exchange_it_belongs_to() -> None:
    token = exchange_id.set("trace-1")
    try:
        said, line = json.loads(JsonLines().format(record("x"))), record("x")
        assert ExchangeFilter().filter(line)
        assert logging.Formatter(HUMAN, TIME).format(line).endswith("INFO    x [trace-1]")
    finally:
        exchange_id.reset(token)
    assert said["request_id"] == "trace-1"
