#!/bin/sh
# langchain-openai 1.7.3 (Python 3.11): an answer asked for with `with_structured_output(Model, include_raw=True)` is
# streamed as soon as anybody watches the tokens, for example through LangGraph's `stream_mode="messages"`. Then each
# call makes pydantic warn of "unexpected values" in a field that the library itself has filled: the last chunk's
# `parsed` holds the object, and its type says that it is None. The answer is right. Where warnings are errors
# (`python -W error`, pytest's `filterwarnings = error`), the call fails after the last token has come, and a program
# that falls back on another source throws a good answer away. Without streaming nothing is said.
#
# Seen:
#   invoke, nobody watches           no warning
#   the same call, tokens watched    UserWarning: Pydantic serializer warnings: … field_name='parsed'
#
# Here: tools/advisors/llm.py ignores that warning
# (tests/integration/openai/test_contained_and_resumed.py: test_advice_streams_as_the_model_writes_it).
#
# Needs python3 with venv and pip. The model is a few lines on loopback; everything is made in a folder that is removed
# at the end. Fails when a newer release behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check langchain-openai==1.7.3 langchain-core==1.7.2 openai==3.54.0
unset LANGSMITH_TRACING LANGCHAIN_TRACING_V2 HTTP_PROXY HTTPS_PROXY http_proxy https_proxy ALL_PROXY all_proxy
cat > "$folder/seen.py" <<'PYTHON'
import json
import sys
import threading
import warnings
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.tracers._streaming import _StreamingCallbackHandler
from langchain_openai import ChatOpenAI
from pydantic import BaseModel


class Draft(BaseModel):
    text: str


class Model(BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = {"id": "1", "created": 1, "model": "m"}
        if asked.get("stream"):
            parts = [('{"text": ', None), ('"x"}', None), ("", "stop")]
            chunks = [
                answer | {"object": "chat.completion.chunk", "choices": [
                    {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": reason}]}
                for text, reason in parts
            ]
            body = "".join(f"data: {json.dumps(each)}\n\n" for each in chunks) + "data: [DONE]\n\n"
            kind = "text/event-stream"
        else:
            message = {"role": "assistant", "content": '{"text": "x"}'}
            choices = [{"index": 0, "finish_reason": "stop", "message": message}]
            body, kind = json.dumps(answer | {"object": "chat.completion", "choices": choices}), "application/json"
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


class Watcher(BaseCallbackHandler, _StreamingCallbackHandler):
    """Watches tokens as LangGraph's own handler for `messages` does."""

    def tap_output_aiter(self, run_id, output):
        return output

    def tap_output_iter(self, run_id, output):
        return output


server = ThreadingHTTPServer(("127.0.0.1", 0), Model)
threading.Thread(target=server.serve_forever, daemon=True).start()
model = ChatOpenAI(model="m", api_key="none", base_url=f"http://127.0.0.1:{server.server_port}/v1", max_retries=0)
asked = model.with_structured_output(Draft, method="json_schema", include_raw=True)
failed = False
for name, config, expected in (("nobody watches", {}, False), ("tokens watched", {"callbacks": [Watcher()]}, True)):
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        answer = asked.invoke("as json", config)
    warned = any("Pydantic serializer warnings" in str(each.message) for each in said)
    failed = failed or warned is not expected or answer["parsed"] != Draft(text="x")
    print(f"{name}: {answer['parsed']!r}, {'a warning' if warned else 'no warning'}")
sys.exit(failed)
PYTHON
"$folder/venv/bin/python" "$folder/seen.py"
