"""JSON that means one thing: no name twice in an object, and no NaN or Infinity, which are no JSON at all.

Senders' bodies are not held to it: they cannot be asked to send another one.
"""

from typing import Any

import jiter

from api.http.problems import ProblemError

_BEGINNINGS = (b"{", b"[")


def check_json(body: bytes) -> None:
    """Raises ProblemError 400 for a body that could be read in two ways; whatever else is wrong, its reader says."""
    if not body.lstrip()[:1].startswith(_BEGINNINGS):
        return
    try:
        jiter.from_json(body, allow_inf_nan=False, catch_duplicate_keys=True)
    except ValueError as error:
        if fault := _doubtful(body, str(error)):
            raise fault from error


def read_strictly(body: bytes) -> Any:
    """The value. Raises ProblemError 400 for what is no JSON, and as `check_json`."""
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
