"""Small in-memory ports for tests of the agents: they record what they were asked and answer what they were told."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from typing_extensions import override

from tools import ports
from tools.errors import IncidentResponderError
from tools.nouns.decisions import Band, Decision, Method, Verdict, Versions
from tools.nouns.incidents import Dossier
from tools.nouns.knowledge import RUNBOOK, Advice, Evidence, Match, Question, Section, SectionKind
from tools.nouns.policy import DEFAULTS, LIVE, Mode
from tools.nouns.recorded import Recorded
from tools.nouns.redacted import stored
from tools.nouns.reports import Candidate, Candidates, Profile, ProfiledReport, Report
from tools.nouns.severity import Severity
from tools.text.identity.fingerprint import with_profile


class Store(ports.TicketStore):
    """Opens a ticket per unknown fingerprint and counts on it afterwards; the port answers what no agent asks for."""

    def __init__(self) -> None:
        self.tickets: dict[tuple[str, str], Recorded] = {}
        self.replies: dict[str, Recorded] = {}
        self.reports: dict[str, Report] = {}
        self.stored: dict[str, Profile] = {}
        self.searched: list[Candidates | None] = []
        self.modes: list[Mode] = []
        self.dossiers: dict[str, Dossier] = {}
        self.resolved: set[str] = set()
        self.fail: IncidentResponderError | None = None

    @override
    async def peek(self, tenant: str, profile: Profile) -> bool:
        ticket = self.tickets.get((tenant, profile.fingerprint))
        return ticket is not None and ticket.incident_id not in self.resolved

    @override
    async def peek_many(self, problems: Sequence[tuple[str, Profile]]) -> list[bool]:
        return [await self.peek(*each) for each in problems]

    @override
    async def profiles(self, tenant: str, fingerprints: Sequence[str]) -> Mapping[str, Profile]:
        return {name: self.stored[name] for name in fingerprints if name in self.stored}

    @override
    async def record(
        self, report: Report, profile: Profile, candidates: Candidates | None, mode: Mode = LIVE
    ) -> Recorded:
        await asyncio.sleep(0)
        if report.request_id in self.replies:
            return replace(self.replies[report.request_id], replayed=True)
        self.searched.append(candidates)
        self.modes.append(mode)
        known = self.tickets.get((report.tenant, profile.fingerprint))
        recorded = self._verdict(report, known, mode)
        if not mode.dry_run:
            self.tickets[report.tenant, profile.fingerprint] = recorded
            self.stored[profile.fingerprint] = profile
            self.replies[report.request_id] = recorded
            self.reports[report.request_id] = report
        return recorded

    @override
    async def report(self, tenant: str, request_id: str, near: str | None = None) -> Report:
        return self.reports[request_id]

    @override
    async def recorded(self, tenant: str, request_id: str, near: str | None = None) -> Recorded:
        reply = self.replies[request_id]
        return replace(reply, dossier=self.dossiers.get(reply.incident_id, Dossier()), replayed=True)

    @override
    async def save_advice(
        self, tenant: str, incident_id: str, dossier: Dossier, *, again: bool = False, actor: str = "system"
    ) -> bool:
        if self.fail:
            raise self.fail
        if incident_id in self.dossiers and not again:
            return False
        self.dossiers[incident_id] = dossier
        return True

    def _verdict(self, report: Report, known: Recorded | None, mode: Mode) -> Recorded:
        severity = report.severity or mode.policy(DEFAULTS).default_severity
        if known is None:
            verdict, number, of, severity = Verdict.NEW, 1, None, severity
        elif known.incident_id in self.resolved:
            verdict, number, of, severity = Verdict.REGRESSION, 1, known.incident_id, max(severity, Severity.HIGH)
        else:
            verdict, number, of, severity = Verdict.EXISTING, known.occurrences + 1, known.regression_of, known.severity
        fresh = verdict is not Verdict.EXISTING
        incident_id = f"inc_{len(self.replies)}" if fresh or known is None else known.incident_id
        method = Method.NONE if known is None else Method.EXACT
        return Recorded(
            request_id=report.request_id,
            verdict=verdict,
            incident_id=incident_id,
            root_id=known.root_id if known else incident_id,
            severity=severity,
            occurrences=number,
            decision=Decision(verdict, method, Band.SAME, Versions(), dry_run=mode.dry_run),
            dossier=self.dossiers.get(incident_id, Dossier()),
            regression_of=of,
            pending=("runbooks", "advice", "notify") if fresh else (),
        )


class Index(ports.VectorIndex):
    """Answers with the candidates it was given."""

    def __init__(self, *items: Candidate) -> None:
        self.items = items
        self.added: list[str] = []

    @override
    async def search(self, tenant: str, service: str, vector: bytes, limit: int) -> tuple[int, Sequence[Candidate]]:
        return 7, self.items[:limit]

    @override
    async def add(self, tenant: str, service: str, fingerprint: str, vector: bytes) -> None:
        self.added.append(fingerprint)

    @override
    async def prepare(self) -> None:
        pass

    @override
    async def rebuild(self) -> int:
        return 0


class Library(ports.RunbookSearch):
    """Finds the matches it was given."""

    def __init__(self, *matches: Match) -> None:
        self.matches = matches
        self.questions: list[Question] = []
        self.fail: Exception | None = None

    @override
    async def search(self, question: Question, limit: int) -> Sequence[Match]:
        self.questions.append(question)
        if self.fail:
            raise self.fail
        return self.matches[:limit]

    async def expand(self, tenant: str, matches: Sequence[Match]) -> Sequence[Match]:
        return matches


class Advisor(ports.Advisor):
    """Gives one advice and counts."""

    def __init__(self, advice: Advice | None = None) -> None:
        self.advice = advice or Advice(root_cause="It is the pool.")
        self.asked: list[Evidence] = []

    @override
    async def advise(self, evidence: Evidence) -> Advice:
        self.asked.append(evidence)
        return self.advice


class Adjudicator(ports.Adjudicator):
    """Rules as told and remembers what was asked."""

    def __init__(self, ruling: bool | None) -> None:
        self.ruling = ruling
        self.asked: list[tuple[Profile, Profile]] = []

    @override
    async def same_problem(self, tenant: str, service: str, left: Profile, right: Profile) -> bool | None:
        self.asked.append((left, right))
        return self.ruling


def report(log: str = "Lambda timeout after 30s", **changes: Any) -> Report:
    values: dict[str, Any] = {
        "request_id": f"req_{abs(hash((log, *changes.items()))):032x}"[:36],
        "tenant": "default",
        "service": "payments",
        "log": log,
        "received_at": 1_000.0,
    }
    return Report(**(values | changes))


def profiled(log: str = "Lambda timeout after 30s", **changes: Any) -> ProfiledReport:
    return with_profile(report(log, **changes))


def match(citation: str = "lambda#mitigation", *, matched: bool = True, kind: SectionKind = RUNBOOK) -> Match:
    texts = (citation.split("#")[0], "Lambda timeouts", "Mitigation", "1. Raise the time-out.", "Raise the time-out.")
    runbook_id, title, heading, text, excerpt = map(stored, texts)
    section = Section(stored(citation), kind, runbook_id, title, heading, text)
    return Match(section, 0.9 if matched else 0.3, matched, excerpt)
