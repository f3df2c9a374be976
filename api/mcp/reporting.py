"""The tool that reports a problem, through the same intake as `POST /incident`."""

from typing import Annotated

from mcp.server.mcpserver import Context
from pydantic import Field, ValidationError

from api.http.answer_writer import for_reporter, other_outcomes
from api.http.idempotency import checked_key
from api.http.report_body import ReportBody
from api.http.validation import invalid
from api.intake.intake import plain
from api.mcp.shapes import Verdict
from api.mcp.untrusted import NOTICE
from api.mcp.workplace import Workplace
from api.telemetry.doors import Door, current_door
from tools.nouns.callers import Scope

Log = Annotated[str, Field(description="The log line, alert text or stack trace; at most 64 KiB.")]
Service = Annotated[str, Field(description="The service it came from; two services never share a problem.")]
Severity = Annotated[str | None, Field(description="LOW, MEDIUM, HIGH, CRITICAL, a syslog word or P1 to P4.")]
Occurred = Annotated[str | None, Field(description="RFC 3339; if left out, the report is ordered by its arrival.")]
Key = Annotated[str | None, Field(description="A repeat with the same key counts once.")]


class Reporting:
    """This tool needs the scope `report`."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    async def report_incident(
        self,
        context: Context,
        log: Log,
        service: Service,
        environment: str | None = None,
        severity: Severity = None,
        labels: dict[str, str] | None = None,
        release: str | None = None,
        occurred_at: Occurred = None,
        idempotency_key: Key = None,
    ) -> Verdict:
        """Report a problem: it is durably new, existing (counted on a live incident) or a regression of a resolved one.

        The answer waits a little for advice; `pending` names what is still missing.
        """
        place = self._place
        caller = place.caller(context, Scope.REPORT)
        place.limit.count(place.principal_of(context).identity)
        said = {"log": log, "service": service, "environment": environment, "severity": severity, "release": release}
        try:
            body = ReportBody.model_validate(
                said | {"labels": labels or {}, "occurred_at": occurred_at, "source": "mcp"}
            )
        except ValidationError as error:
            raise invalid(error) from error
        current_door.set(Door.MCP)
        submission = place.intake.reception.submission(caller, body, checked_key(idempotency_key))
        found = await place.intake.answers_to(submission, 0 if caller.reports_only else None)
        told = for_reporter(found.worst) if caller.reports_only else plain(found.worst)
        return Verdict(**{**told, "notice": NOTICE, "also": other_outcomes(found.also)})  # type: ignore[typeddict-item]
