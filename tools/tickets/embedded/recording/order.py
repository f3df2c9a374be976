"""One report on its way into the store."""

import sqlite3
from dataclasses import dataclass

import orjson

from tools.nouns.policy import Mode, Policy
from tools.nouns.reports import Candidates, Profile, Report
from tools.tickets.shared import orders
from tools.tickets.shared.reports import body_to_bytes, report_from


@dataclass(frozen=True, slots=True)
class Order(orders.Order):
    """A report whose body was serialised before it waits for the writer."""

    candidates: Candidates | None
    body: bytes


def order(report: Report, profile: Profile, candidates: Candidates | None, configured: Policy, mode: Mode) -> Order:
    """Serialise the body. Raises InvalidRequest for text that is not valid Unicode."""
    body = body_to_bytes(report, profile)
    return Order(report, profile, profile.fingerprint, mode.policy(configured), mode, candidates, body)


def report_from_row(row: sqlite3.Row) -> Report:
    """The report of an `occurrences` row. Raises NotFound when its text was pruned."""
    return report_from(row["tenant"], dict(row), None if row["body"] is None else orjson.loads(row["body"]))
