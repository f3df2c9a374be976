"""A scripted server that speaks OpenAI's chat API: `python -m tests.support.servers.openai_server --port 0`.

Tests say what happens next with `POST /script` {"steps": [...]}: each chat call takes one step, the last one stays.
A step is {"do": NAME, ...}: ok (content: JSON of the answer), obey (fills the schema asked for: text, cite, items),
status (code, error?, retry_after?), hang (seconds), garbage, truncated, schema, drip (seconds), huge, flood (a body
without end). `GET /calls` tells what was asked, `?wait` once something was. A model in `gone` answers 404;
`GET /v1/models/{id}` carries `shutdown_date`. With `plain` the server knows no schemas: it refuses json_schema, as
older vLLM and Ollama do.
"""

import argparse
import asyncio
import json
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

HUGE = 10 * 1024 * 1024
PIECE = 12


class Script:
    """What happens next, and what was asked."""

    def __init__(self) -> None:
        self.reset({})

    def reset(self, body: dict[str, Any]) -> None:
        self.steps: list[dict[str, Any]] = body.get("steps") or [{"do": "obey"}]
        self.gone: list[str] = body.get("gone", [])
        self.plain: bool = body.get("plain", False)
        self.shutdown_date: str | None = body.get("shutdown_date")
        self.calls: list[dict[str, Any]] = []
        self.asked = asyncio.Event()

    def next(self) -> dict[str, Any]:
        return self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]


script = Script()


async def set_script(request: Request) -> Response:
    script.reset(await request.json())
    return JSONResponse({})


async def get_calls(request: Request) -> Response:
    if "wait" in request.query_params:
        await script.asked.wait()
    return JSONResponse(script.calls)


async def get_model(request: Request) -> Response:
    name = request.path_params["name"]
    if name in script.gone:
        return _error(404, "model_not_found")
    return JSONResponse(
        {"id": name, "object": "model", "created": 0, "owned_by": "x", "shutdown_date": script.shutdown_date}
    )


async def chat(request: Request) -> Response:
    body = await request.json()
    script.calls.append(body)
    script.asked.set()
    if body["model"] in script.gone:
        return _error(404, "model_not_found")
    if script.plain and body.get("response_format", {}).get("type") not in ("text", "json_object"):
        return _error(400, "'response_format.type' must be 'text' or 'json_object'")
    step = script.next()
    match step["do"]:
        case "status":
            headers = {"retry-after": str(step["retry_after"])} if "retry_after" in step else {}
            return _error(step["code"], step.get("error", "error"), headers)
        case "hang":
            await asyncio.sleep(step.get("seconds", 3600))
            return _error(500, "late")
        case "drip":
            return StreamingResponse(_drip(step.get("seconds", 0.05)), media_type="application/json")
        case "flood":
            return StreamingResponse(_flood(), media_type="application/json")
    finish = "length" if step["do"] == "truncated" else "stop"
    if body.get("stream"):
        return StreamingResponse(_events(body, _content(body, step), finish), media_type="text/event-stream")
    return JSONResponse(_completion(body, _content(body, step), finish))


def _content(body: dict[str, Any], step: dict[str, Any]) -> str:
    match step["do"]:
        case "ok":
            return step["content"] if isinstance(step["content"], str) else json.dumps(step["content"])
        case "garbage":
            return "I am sorry, here is what I think:"
        case "truncated":
            return '{"root_cause": "The datab'
        case "schema":
            return json.dumps({"status": "RESOLVED", "severity": "LOW"})
        case "huge":
            filled = _fill(_schema(body), {**step, "text": "x" * HUGE})
            return json.dumps(filled)
        case _:
            return json.dumps(_fill(_schema(body), step))


def _schema(body: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = body["response_format"]["json_schema"]["schema"]
    return schema


def _fill(schema: dict[str, Any], step: dict[str, Any], defs: dict[str, Any] | None = None, name: str = "") -> Any:
    """A fully obedient answer: every field of the schema, with the text and the citations of the step."""
    defs = defs or schema.get("$defs", {})
    if "$ref" in schema:
        return _fill(defs[schema["$ref"].rsplit("/", 1)[-1]], step, defs, name)
    if "enum" in schema:
        return step.get("choose", schema["enum"][0])
    match schema["type"]:
        case "object":
            return {key: _fill(value, step, defs, key) for key, value in schema["properties"].items()}
        case "array" if "citations" in name:
            return step.get("cite", [])
        case "array":
            return [_fill(schema["items"], step, defs, name) for _ in range(step.get("items", 1))]
        case "boolean":
            return False
        case _:
            return step.get("text", "Do as the log says.")


def _completion(body: dict[str, Any], content: str, finish: str) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": body["model"],
        "choices": [
            {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": content, "refusal": None}}
        ],
        "usage": {"prompt_tokens": 700, "completion_tokens": 200, "total_tokens": 900},
    }


async def _events(body: dict[str, Any], content: str, finish: str) -> Any:
    """The same answer as server-sent events: a few letters each, the reason why it ended, what it cost."""
    whole = _completion(body, content, finish)
    pieces = [(content[start : start + PIECE], None) for start in range(0, len(content), PIECE)]
    for text, reason in (*pieces, ("", finish)):
        choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": reason}
        yield _event(whole | {"object": "chat.completion.chunk", "choices": [choice], "usage": None})
    yield _event(whole | {"object": "chat.completion.chunk", "choices": []})
    yield "data: [DONE]\n\n"


def _event(part: dict[str, Any]) -> str:
    return f"data: {json.dumps(part)}\n\n"


async def _flood() -> Any:
    while True:
        yield b" " * 65_536
        await asyncio.sleep(0.001)


async def _drip(seconds: float) -> Any:
    while True:
        yield b" "
        await asyncio.sleep(seconds)


def _error(code: int, name: str, headers: dict[str, str] | None = None) -> Response:
    body = {"error": {"message": f"sk-secret-in-error {name}", "type": name, "param": None, "code": name}}
    return JSONResponse(body, status_code=code, headers=headers)


app = Starlette(
    routes=[
        Route("/script", set_script, methods=["POST"]),
        Route("/calls", get_calls),
        Route("/v1/models/{name}", get_model),
        Route("/v1/chat/completions", chat, methods=["POST"]),
    ]
)


class _Server(uvicorn.Server):
    """Prints its port once it listens, as `tests.support.servers.process.running` expects."""

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        port = self.servers[0].sockets[0].getsockname()[1]
        print(json.dumps({"port": port}), flush=True)  # noqa: T201


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    arguments = parser.parse_args()
    _Server(uvicorn.Config(app, "127.0.0.1", arguments.port, log_level="error")).run()
