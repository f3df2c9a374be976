"""A route for the hot path: FastAPI documents it; the handler reads the raw request and writes the raw response."""

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import parse_qs

from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from api.http.fields import Body
from api.http.problems import ProblemError
from api.http.schemas import RunbookBody
from api.http.validation import invalid
from tools.nouns.json_types import Json


class DirectRoute(APIRoute):
    """Dependencies and models given to it serve only as documentation; the handler checks everything itself."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the endpoint itself."""
        endpoint: Callable[[Request], Coroutine[Any, Any, Response]] = self.endpoint
        return endpoint


async def read_json(request: Request, model: type[Body]) -> Any:
    """Parse the body as the model, in one pass. Raises ProblemError 400 for bad JSON, 422 for an invalid body."""
    try:
        return model.model_validate_json(await request.body())
    except ValidationError as error:
        raise invalid(error) from error


async def read_json_or_form(request: Request, model: type[Body]) -> Any:
    """Do the same for a body that OAuth2 clients send as a form. Raises ProblemError 400 for a malformed form."""
    if not request.headers.get("content-type", "").lower().startswith("application/x-www-form-urlencoded"):
        return await read_json(request, model)
    try:
        fields = parse_qs((await request.body()).decode(), max_num_fields=20)
        return model.model_validate({name: fields[name][0] for name in model.model_fields if name in fields})
    except ValidationError as error:
        raise invalid(error) from error
    except ValueError as error:
        raise ProblemError(400, "the form is not valid: send username and password, form-encoded") from error


async def read_markdown(request: Request) -> str:
    """Return a document's text: the field `text` of JSON, else the body itself, as curl's --data-binary sends it.

    Raises ProblemError 400 for a body that is not UTF-8.
    """
    if request.headers.get("content-type", "").lower().startswith("application/json"):
        body: RunbookBody = await read_json(request, RunbookBody)
        return body.text
    try:
        return (await request.body()).decode()
    except UnicodeDecodeError as error:
        raise ProblemError(400, "the runbook is not UTF-8 text: save it as UTF-8 and send it again") from error


def described_body(model: type[BaseModel], *more_types: str) -> Json:
    """Return the OpenAPI description of a body for `read_json`; `api.http.api_document` adds the model's schema."""
    return described({"$ref": f"#/components/schemas/{model.__name__}"}, *more_types)


def described(schema: Json, *more_types: str, required: bool = True) -> Json:
    """Return the OpenAPI description of a body with this schema."""
    content = {media: {"schema": schema} for media in ("application/json", *more_types)}
    return {"requestBody": {"required": required, "content": content}}
