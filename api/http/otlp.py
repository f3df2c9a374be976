"""OpenTelemetry's wire format: protobuf or JSON, answered in the same format, with the number of rejected records.

The protobuf modules are loaded when the first such request arrives. https://opentelemetry.io/docs/specs/otlp/#otlphttp
"""

from collections.abc import Sequence

import orjson
from starlette.responses import Response

from api.auth.signatures.posted import Posted
from api.http.problems import ProblemError
from api.http.responses import json_response
from api.intake.signal_outcomes import SignalOutcome
from tools.inbound.reader import Given
from tools.inbound.registry import Reading, Sender, read_parsed
from tools.inbound.signal import Reason
from tools.nouns.json_types import Json

PROTOBUF, JSON = "application/x-protobuf", "application/json"
_NOT_READ = frozenset((Reason.UNREADABLE.value, Reason.CUT.value))


def logs_of(posted: Posted, sender: Sender, given: Given) -> Reading:
    """Return the signals of an export.

    Raises ProblemError 400 for a body that is not an export, 415 for another content type.
    """
    kind = _kind(posted)
    if kind == PROTOBUF:
        return read_parsed(sender, _from_protobuf(posted.body), given)
    if kind != JSON:
        raise ProblemError(415, f"send {PROTOBUF} or {JSON}")
    try:
        parsed = orjson.loads(posted.body)
    except orjson.JSONDecodeError as error:
        raise ProblemError(400, f"the body is not valid JSON: {error}") from error
    if not isinstance(parsed, dict):
        raise ProblemError(400, "the body is not an export of logs: an object with resourceLogs")
    return read_parsed(sender, parsed if parsed else {"resourceLogs": []}, given)


def answer_of(posted: Posted, taken: Sequence[SignalOutcome]) -> Response:
    """Return 200 in the format of the request; `partialSuccess` counts the records that could not be read."""
    lost = [each for each in taken if each.reason in _NOT_READ]
    said = "; ".join(each.detail for each in lost[:3])
    if _kind(posted) == JSON:
        partial = {"partialSuccess": {"rejectedLogRecords": len(lost), "errorMessage": said}}
        return json_response(partial if lost else {})
    from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceResponse

    answer = ExportLogsServiceResponse()
    if lost:
        answer.partial_success.rejected_log_records = len(lost)
        answer.partial_success.error_message = said
    return Response(answer.SerializeToString(), media_type=PROTOBUF)


def _from_protobuf(body: bytes) -> Json:
    from google.protobuf.json_format import MessageToDict
    from google.protobuf.message import DecodeError
    from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest

    request = ExportLogsServiceRequest()
    try:
        request.ParseFromString(body)
    except DecodeError as error:
        raise ProblemError(400, "the body is not an export of logs in protobuf") from error
    return {"resourceLogs": MessageToDict(request).get("resourceLogs", [])}


def _kind(posted: Posted) -> str:
    return posted.headers.get("content-type", JSON).partition(";")[0].strip().lower()
