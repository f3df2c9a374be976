#!/bin/sh
# protobuf 6.33.6 with opentelemetry-proto 1.45.2 (Python 3.11): OTLP/JSON writes trace and span ids as hex, protobuf's
# own JSON mapping reads and writes bytes as base64. Hex digits are base64 digits too, so `json_format.Parse` takes a
# correct OTLP/JSON document without an error and makes ids of 24 and 12 bytes out of it. `MessageToJson` turns such a
# message back into the very same text, so a round trip through JSON shows nothing; whoever reads the protobuf gets
# other ids. The other way round, `MessageToJson` of a correct message writes base64 ids and the enum's name as
# severityNumber, neither of which is OTLP/JSON.
#
# Seen:
#   ids read from a correct document       24 and 12 bytes (16 and 8 were written)
#   that message as JSON                   the ids as they were written
#   ids and severity of a correct message  W47/95gDgQPSabYzgT/GDA==, 7uGbfsPBsXQ=, "SEVERITY_NUMBER_ERROR"
#
# Here: tools/inbound/otlp.py reads OTLP/JSON without protobuf, and takes the enum's name for its number
# (tools/inbound/samples/otlp/enum_name.json, by tests/unit/tools/inbound/test_samples.py).
#
# Needs python3 with venv and pip. Everything is made in a folder that is removed at the end. Fails when a newer release
# behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check protobuf==6.33.6 opentelemetry-proto==1.45.2
cat > "$folder/seen.py" <<'PYTHON'
import json
import sys

from google.protobuf.json_format import MessageToDict, Parse
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest

TRACE, SPAN = "5b8efff798038103d269b633813fc60c", "eee19b7ec3c1b174"


def request(record):
    return {"resourceLogs": [{"scopeLogs": [{"logRecords": [record]}]}]}


def record_of(message):
    return message.resource_logs[0].scope_logs[0].log_records[0]


def written(message):
    found = MessageToDict(message)["resourceLogs"][0]["scopeLogs"][0]["logRecords"][0]
    return found["traceId"], found["spanId"], found["severityNumber"]


document = json.dumps(request({"traceId": TRACE, "spanId": SPAN, "severityNumber": 17, "body": {"stringValue": "x"}}))
read = Parse(document, ExportLogsServiceRequest())
correct = Parse(document, ExportLogsServiceRequest())
record_of(correct).trace_id, record_of(correct).span_id = bytes.fromhex(TRACE), bytes.fromhex(SPAN)
seen = {
    "lengths of the ids that were read": (len(record_of(read).trace_id), len(record_of(read).span_id)),
    "the same message as JSON": written(read)[:2],
    "a correct message as JSON": written(correct),
}
expected = {
    "lengths of the ids that were read": (24, 12),
    "the same message as JSON": (TRACE, SPAN),
    "a correct message as JSON": ("W47/95gDgQPSabYzgT/GDA==", "7uGbfsPBsXQ=", "SEVERITY_NUMBER_ERROR"),
}
for name, value in seen.items():
    print(f"{name}: {value} (expected {expected[name]})")
sys.exit(seen != expected)
PYTHON
"$folder/venv/bin/python" "$folder/seen.py"
