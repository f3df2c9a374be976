"""Selects what a person splits off from an incident, in one of three ways."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MergedTicket:
    """A ticket that was merged into it."""

    incident_id: str


@dataclass(frozen=True, slots=True)
class WholeFingerprint:
    """All reports of one fingerprint."""

    fingerprint: str


@dataclass(frozen=True, slots=True)
class ChosenReports:
    """Some reports; what distinguishes them from others with the same fingerprint becomes part of their identity."""

    request_ids: frozenset[str]


Reports = WholeFingerprint | ChosenReports
Selector = MergedTicket | Reports
