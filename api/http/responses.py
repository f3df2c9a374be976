"""JSON answers, written without FastAPI's detour over models."""

from typing import Any

import orjson
from starlette.responses import Response

JSON = "application/json"


def json_response(body: Any, status: int = 200) -> Response:
    """Plain JSON types, and `orjson.Fragment` for what is serialised already, as an answer."""
    return Response(orjson.dumps(body), status, media_type=JSON)
