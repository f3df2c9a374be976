"""A report as plain text: the body is the log, the query contains the other fields."""

from pydantic import ValidationError
from starlette.requests import Request

from api.http.direct import read_json
from api.http.headers import header
from api.http.problems import ProblemError
from api.http.report_body import ReportBody
from api.http.validation import invalid
from tools.nouns.callers import Caller

_TOLD_BY_THE_ADDRESS = ("service", "environment", "severity", "release", "source")


async def read_report(request: Request, caller: Caller) -> ReportBody:
    """Read a report from JSON, or from `text/plain` with `?service=&environment=&severity=`.

    Raises ProblemError 400 for bad JSON and for text that is not UTF-8, 422 for invalid fields.
    """
    if not (header(request, b"content-type") or "").lower().startswith("text/plain"):
        body: ReportBody = await read_json(request, ReportBody)
        return body
    told = {name: value for name in _TOLD_BY_THE_ADDRESS if (value := request.query_params.get(name))}
    try:
        log = (await request.body()).decode()
        return ReportBody.model_validate({"service": caller.service, "log": log} | told)
    except UnicodeDecodeError as error:
        raise ProblemError(400, "the text is not UTF-8: convert it and send it again") from error
    except ValidationError as error:
        raise invalid(error) from error
