"""Writes JSON answers without FastAPI's detour through models."""

from typing import Any

import orjson
from starlette.responses import Response

JSON = "application/json"


def secret_response(body: Any, status: int = 200) -> Response:
    """Return an answer that nobody on the way may store; bytes are already JSON."""
    written = body if isinstance(body, bytes) else orjson.dumps(body)
    return Response(written, status, {"Cache-Control": "no-store"}, JSON)


def json_response(body: Any, status: int = 200) -> Response:
    """Return plain JSON types, and `orjson.Fragment` for what is already serialised, as an answer."""
    return Response(orjson.dumps(body), status, media_type=JSON)
