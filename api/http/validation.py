"""Turns validation errors into problem documents."""

import difflib
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from api.http.fields import MISSPELT, MOST_LOOKED_AT
from api.http.problems import ProblemError


def invalid(error: ValidationError | RequestValidationError) -> ProblemError:
    """Return all validation errors as one: where and what, never the value itself."""
    if isinstance(error, ValidationError):
        errors: Sequence[Any] = error.errors(include_url=False, include_context=False)
    else:
        errors = error.errors()
    if broken := next((each for each in errors if each["type"] == "json_invalid"), None):
        return ProblemError(400, f"the body is not valid JSON: {_json_fault(broken)}")
    places = [{"field": _place(each["loc"]), "message": _message(each)} for each in errors[:20]]
    detail = "; ".join(
        f"{place['field']}: {place['message']}" if place["field"] else place["message"] for place in places
    )
    return ProblemError(422, detail[:1000], errors=places)


def _json_fault(error: Mapping[str, Any]) -> str:
    """Say what is wrong with the JSON, and where: in pydantic's words, or in FastAPI's, which are elsewhere."""
    said = str(error["msg"]).removeprefix("Invalid JSON: ")
    return said if error["loc"] == () else f"{error['ctx']['error']} at character {error['loc'][-1]}"


def _place(location: Sequence[Any]) -> str:
    inside = location[1:] if location and location[0] in ("body", "query", "path", "header") else location
    return ".".join(str(part)[:64] for part in inside)


def _message(error: Mapping[str, Any]) -> str:
    if error["type"] in ("model_type", "model_attributes_type"):
        return "must be an object"  # pydantic would name our classes
    if error["type"] == "missing" and (near := _misspelt(error)):
        return f"Field required: did you write it as {near!r}?"
    if error["type"].startswith("datetime_"):
        return "must be an RFC 3339 time, such as 2026-11-29T08:00:00Z"
    return str(error["msg"]).removeprefix("Value error, ")


def _misspelt(error: Mapping[str, Any]) -> str | None:
    """Return the field in the body that resembles the missing one."""
    given = error.get("input")
    names = [str(name)[:64] for name in islice(given, MOST_LOOKED_AT)] if isinstance(given, Mapping) else []
    found = difflib.get_close_matches(str(error["loc"][-1]), names, 1, MISSPELT)
    return found[0] if found else None
