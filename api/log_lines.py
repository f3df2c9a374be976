"""The format of log lines: for people, or one JSON object each (LOG_FORMAT=json)."""

import logging
from datetime import UTC, datetime

import orjson

from api.http.exchange import exchange_id
from tools.telemetry.spans import trace_id

HUMAN = "%(asctime)s %(levelname)-7s %(message)s%(exchange)s%(trace)s"
TIME = "%Y-%m-%dT%H:%M:%S%z"


class ExchangeFilter(logging.Filter):
    """Adds the id of the exchange that a line belongs to, and of its trace if that is recorded."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Add the ids; every line passes."""
        named = exchange_id.get()
        record.exchange = f" [{named}]" if named else ""
        trace = trace_id()
        record.trace = f" [trace {trace}]" if trace else ""
        return True


class JsonLines(logging.Formatter):
    """One object per line: time, level, logger, message, exchange id, and trace id if the trace is recorded."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line as JSON, which escapes line ends inside a message."""
        said = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if named := exchange_id.get():
            said["request_id"] = named
        if trace := trace_id():
            said["trace_id"] = trace
        if record.exc_info:
            said["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(said, default=str).decode()
