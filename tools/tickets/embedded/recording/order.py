"""One report on its way into the store."""

import sqlite3
from dataclasses import dataclass

import orjson

from tools.nouns.policy import Mode, Policy
from tools.nouns.reports import Candidates, Profile, Report
from tools.rules.effects import Source
from tools.rules.lifecycle import Moment, moment_of
from tools.tickets.shared.reports import body_to_bytes, report_from


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
    body = body_to_bytes(report, profile)
    return Order(report, profile, candidates, mode.policy(configured), mode, body)


def report_from_row(row: sqlite3.Row) -> Report:
    """The report of an `occurrences` row. Raises NotFound when its text was pruned."""
    return report_from(row["tenant"], dict(row), None if row["body"] is None else orjson.loads(row["body"]))
