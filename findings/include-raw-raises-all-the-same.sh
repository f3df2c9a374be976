#!/bin/sh
# langchain-openai 1.7.3 (Python 3.11): `with_structured_output(Model, include_raw=True)` promises to hand a parsing
# error back instead of raising it. What happens to an answer that does not fit depends on the method. With json_schema,
# the default, it raises pydantic's ValidationError: the raw answer and its token counts are lost, and the branch for
# "the model misbehaved" never runs. With function_calling, a model that answers in words gives parsed None and
# parsing_error None, which reads like "all is well". With a schema given as a dict nothing is checked at all. Only
# json_mode does as promised.
#
# Seen (for the answer {"steps": "x"}, where a list is asked for):
#   json_schema                      raises ValidationError
#   json_schema, schema as a dict    parsed {"steps": "x"}, no error
#   function_calling                 parsed None, no error
#   json_mode                        parsed None, OutputParserException
#
# Here: tools/advisors/llm.py takes only an object of the asked class for an answer, and a ValidationError is a
# malformed one (tests/integration/openai/test_language_model_faults.py: test_a_malformed_answer_is_repeated_once).
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

warnings.simplefilter("ignore")
from langchain_openai import ChatOpenAI
from pydantic import BaseModel, ValidationError


class Draft(BaseModel):
    steps: list[str]


class Model(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        message = {"role": "assistant", "content": '{"steps": "x"}'}
        answer = {"id": "1", "object": "chat.completion", "created": 1, "model": "m"}
        answer |= {"choices": [{"index": 0, "finish_reason": "stop", "message": message}]}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Model)
threading.Thread(target=server.serve_forever, daemon=True).start()
model = ChatOpenAI(model="m", api_key="none", base_url=f"http://127.0.0.1:{server.server_port}/v1", max_retries=0)


def outcome(schema, method):
    try:
        answer = model.with_structured_output(schema, method=method, include_raw=True).invoke("as json")
    except ValidationError:
        return "raises ValidationError"
    return f"parsed {answer['parsed']}, {type(answer['parsing_error']).__name__}"


cases = {
    "json_schema": ((Draft, "json_schema"), "raises ValidationError"),
    "json_schema, a dict": ((Draft.model_json_schema(), "json_schema"), "parsed {'steps': 'x'}, NoneType"),
    "function_calling": ((Draft, "function_calling"), "parsed None, NoneType"),
    "json_mode": ((Draft, "json_mode"), "parsed None, OutputParserException"),
}
failed = False
for name, (asked, expected) in cases.items():
    got = outcome(*asked)
    failed = failed or got != expected
    print(f"{name}: {got} (expected {expected})")
sys.exit(failed)
PYTHON
"$folder/venv/bin/python" "$folder/seen.py"
