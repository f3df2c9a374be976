#!/bin/sh
# fastapi 0.165.0 with opentelemetry-sdk 1.45.2 (Python 3.11): FastAPI records spans without being asked. As soon as
# anything in the process sets a global tracer provider, a vendor's agent or another library among it, every request is
# a SERVER span with three spans below it, and the whole query string is an attribute, search words and tokens as they
# were sent. Nothing is installed or called for it; the API of OpenTelemetry is a requirement of FastAPI.
#
# Seen (GET /incidents/7?q=card+4111&token=abc, after trace.set_tracer_provider and nothing else):
#   spans       GET /incidents/{id}, fastapi.dependencies, fastapi.endpoint, fastapi.serialization
#   url.query   q=card+4111&token=abc
#   with FastAPI(telemetry={"tracing": False, "metrics": False, "logs": False})   no spans
#
# Here: api/app.py switches it off and api/telemetry/traced.py records what may be told
# (tests/unit/api/telemetry/test_traced.py: test_no_text_of_a_caller_is_in_any_span).
#
# Needs python3 with venv and pip. Nothing is sent; everything is made in a folder that is removed at the end. Fails
# when a newer release behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check fastapi==0.165.0 starlette==1.10.0 httpx==0.28.1 httpx2==2.16.2 \
  opentelemetry-sdk==1.45.2
cat > "$folder/seen.py" <<'PYTHON'
import sys

from fastapi import FastAPI
from fastapi.testclient import TestClient
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

kept = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(kept))
trace.set_tracer_provider(provider)


def recorded(app):
    kept.clear()

    @app.get("/incidents/{id}")
    async def show(id: str) -> dict[str, str]:
        return {}

    TestClient(app).get("/incidents/7?q=card+4111&token=abc")
    spans = kept.get_finished_spans()
    return sorted(span.name for span in spans), [span.attributes["url.query"] for span in spans if "url.query" in span.attributes]


seen = {
    "as it is": recorded(FastAPI()),
    "switched off": recorded(FastAPI(telemetry={"tracing": False, "metrics": False, "logs": False})),
}
below = ["fastapi.dependencies", "fastapi.endpoint", "fastapi.serialization"]
expected = {
    "as it is": (["GET /incidents/{id}", *below], ["q=card+4111&token=abc"]),
    "switched off": ([], []),
}
for name, value in seen.items():
    print(f"{name}: {value} (expected {expected[name]})")
sys.exit(seen != expected)
PYTHON
"$folder/venv/bin/python" "$folder/seen.py"
