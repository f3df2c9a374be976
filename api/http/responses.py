"""Writes JSON answers without FastAPI's detour over models."""

from typing import Any

import orjson
from starlette.responses import Response

JSON = "application/json"


def secret_response(body: Any, status: int = 200) -> Response:
    """An answer that nobody on the way may keep; bytes are JSON already."""
    written = body if isinstance(body, bytes) else orjson.dumps(body)
    return Response(written, status, {"Cache-Control": "no-store"}, JSON)


def json_response(body: Any, status: int = 200) -> Response:
    """Plain JSON types, and `orjson.Fragment` for what is serialised already, as an answer."""
    return Response(orjson.dumps(body), status, media_type=JSON)
