"""JSON with only one reading: no name twice in an object, and no NaN or Infinity, which are not JSON at all.

Senders' bodies are exempt, because senders cannot be asked to send a different one.
"""

from typing import Any

import jiter

from api.http.problems import ProblemError

_BEGINNINGS = (b"{", b"[")


def check_json(body: bytes) -> None:
    """Raise ProblemError 400 for a body with two possible readings; the body's reader reports all other faults."""
    if not body.lstrip()[:1].startswith(_BEGINNINGS):
        return
    try:
        jiter.from_json(body, allow_inf_nan=False, catch_duplicate_keys=True)
    except ValueError as error:
        if fault := _doubtful(body, str(error)):
            raise fault from error


def read_strictly(body: bytes) -> Any:
    """Return the value. Raises ProblemError 400 for invalid JSON, and what `check_json` raises."""
    try:
        return jiter.from_json(body, allow_inf_nan=False, catch_duplicate_keys=True)
    except ValueError as error:
        raise _doubtful(body, str(error)) or ProblemError(400, f"the body is not valid JSON: {error}") from error


def _doubtful(body: bytes, said: str) -> ProblemError | None:
    where = said.rpartition(" at ")[2]
    if said.startswith("Detected duplicate key "):
        name = said.removeprefix("Detected duplicate key ").rpartition(" at ")[0]
        return ProblemError(
            400, f"the body is not valid JSON: the name {name[:80]} appears twice in an object, at {where}"
        )
    try:
        jiter.from_json(body)
    except ValueError:
        return None
    return ProblemError(400, f"the body is not valid JSON: NaN and Infinity are not JSON numbers, at {where}")
