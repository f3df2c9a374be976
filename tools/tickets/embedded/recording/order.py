"""One report on its way into the store."""

from dataclasses import dataclass
from typing import Any

import orjson

from tools.errors import InvalidRequest
from tools.nouns.policy import Mode, Policy
from tools.nouns.reports import Candidates, Profile, Report
from tools.nouns.severity import Severity
from tools.rules.effects import Source
from tools.rules.lifecycle import Moment, moment_of


@dataclass(frozen=True, slots=True)
class Order:
    """A report with all that deciding it needs, its body serialised before it waits for the writer.

    `policy` holds the tunables this report is decided by: the configured ones, or those of a dry run.
    """

    report: Report
    profile: Profile
    candidates: Candidates | None
    policy: Policy
    mode: Mode
    body: bytes

    @property
    def moment(self) -> Moment:
        """When it happened."""
        return moment_of(self.report.occurred_at, self.report.received_at)

    @property
    def source(self) -> Source:
        """What jobs and events name it by."""
        return Source(self.report.request_id, self.profile.fingerprint)


def order(report: Report, profile: Profile, candidates: Candidates | None, configured: Policy, mode: Mode) -> Order:
    """Serialise the body. Raises InvalidRequest for text that is not valid Unicode."""
    body: dict[str, Any] = {"service": report.service, "log": report.log}
    for name in ("environment", "labels", "source"):
        if value := getattr(report, name):
            body[name] = value if isinstance(value, str) else dict(value)
    if report.occurred_at is not None:
        body["occurred_at"] = report.occurred_at
    if profile.params:
        body["params"] = profile.params
    try:
        return Order(report, profile, candidates, mode.policy(configured), mode, orjson.dumps(body))
    except TypeError as error:
        raise InvalidRequest(f"the report cannot be stored: {error}") from error


def report_from_row(row: Any) -> Report:
    """The stored report. `row` is an `occurrences` row whose body was not pruned."""
    body = orjson.loads(row["body"])
    body.pop("params", None)
    return Report(
        request_id=row["request_id"],
        tenant=row["tenant"],
        received_at=row["received_at"],
        severity=None if row["severity"] is None else Severity(row["severity"]),
        release=row["release"],
        **body,
    )
