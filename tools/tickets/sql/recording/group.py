"""Records all reports of one transaction together: plain duplicates are written in bulk."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from tools.analytics.slots import SLOT_SECONDS
from tools.nouns.activations import ActivationOf
from tools.nouns.decisions import Decision, Verdict
from tools.nouns.pending import pending_words
from tools.nouns.recorded import Recorded
from tools.rules import decisions
from tools.rules.notices import passed
from tools.tickets.sql.dialect import TEXTS
from tools.tickets.sql.figures.roll_up import Place, count_reports
from tools.tickets.sql.problem.aliases import identity_of
from tools.tickets.sql.problem.tickets import count_many, tell_growth
from tools.tickets.sql.record_report import record_report
from tools.tickets.sql.recording.answer import Dossiers, recorded
from tools.tickets.sql.recording.firings import record_firing
from tools.tickets.sql.recording.heads import Head, HeadCache, Key
from tools.tickets.sql.recording.occurrences import OccurrenceRow, RecordRequest, insert_plain, plain_row
from tools.tickets.sql.recording.plain_firings import PlainFirings
from tools.tickets.sql.recording.reminders import Reminders
from tools.tickets.sql.transaction import Transaction, to_json

STORED = f"SELECT request_id FROM occurrences WHERE tenant = ? AND request_id IN {TEXTS}"


class Recording:
    """One transaction's reports. Heads are looked up once and forgotten when anything else writes."""

    def __init__(self, txn: Transaction, heads: HeadCache, dossiers: Dossiers, reminders: Reminders) -> None:
        self.txn = txn
        self._reminders = reminders
        self._heads = heads
        self._dossiers = dossiers
        self._stored: set[Key] = set()
        self._counted: dict[str, Head] = {}
        self._rows: list[OccurrenceRow] = []
        self._figures: Counter[Place] = Counter()
        self._firings = PlainFirings(reminders.newest)
        heads.begin(txn.sql)

    def prepare(self, requests: Iterable[RecordRequest]) -> None:
        """Find out, with one query per tenant, which of the group's request ids are already stored."""
        asked: defaultdict[str, list[str]] = defaultdict(list)
        for request in requests:
            asked[request.report.tenant].append(request.report.request_id)
        for tenant, ids in asked.items():
            found = self.txn.sql.execute(STORED, (tenant, to_json(ids)))
            self._stored.update([(tenant, row[0]) for row in found])

    def record(self, request: RecordRequest) -> Recorded:
        """Record one report. If it raises, only this report is undone."""
        report = request.report
        key = (report.tenant, report.request_id)
        if key in self._stored:
            return self._replay(request)
        if request.mode.dry_run:
            return self._decided(request)
        if report.activation is not None:
            return self._fired(request, report.activation, key)
        fingerprint = request.profile.fingerprint
        found = self._heads.get(self.txn.sql, report.tenant, fingerprint)
        if found is not None and found.pinned:
            fingerprint = identity_of(self.txn.sql, report.tenant, request.profile)
            found = self._heads.get(self.txn.sql, report.tenant, fingerprint)
        if found is not None and found.head.takes(report, request.policy.regression_grace):
            answer = self._plain(request, found.head, fingerprint)
        else:
            answer = self._decided(request)
        self._stored.add(key)
        return answer

    def flush(self) -> None:
        """Write what was gathered. Call it before COMMIT and before anything else reads or writes."""
        self._reminders.flush(self.txn)
        if not self._rows:
            return
        self._firings.flush(self.txn)
        insert_plain(self.txn, self._rows)
        self._rows.clear()
        for head in self._counted.values():
            count_many(self.txn, head.incident_id, head.added, head.first, head.last)
            if passed(head.occurrences - head.added, head.occurrences):
                tell_growth(self.txn, head.incident_id, head.occurrences - head.added)
            head.added = 0
        self._counted.clear()
        count_reports(self.txn, self._figures)
        self._figures.clear()

    def isolate(self) -> None:
        """Forget everything that was read, because another change of tickets comes next."""
        self.flush()
        self._heads.forget()

    def committed(self) -> None:
        """Note that the transaction is durable."""
        self._heads.committed()

    def _fired(self, request: RecordRequest, said: ActivationOf, key: Key) -> Recorded:
        """Answer a plain repeat from memory; let the rules decide about anything else."""
        hot = self._reminders.take(self.txn.sql, self._heads, request, said)
        if hot is not None:
            return self._answer(request, hot.head, hot.decision)
        answer = self._fired_plainly(request, said) or self._decided(request)
        if not answer.reminder:
            self._stored.add(key)
        return answer

    def _fired_plainly(self, request: RecordRequest, said: ActivationOf) -> Recorded | None:
        """Record one more report of a live problem, from an alert that fired on it before.

        Returns None if the rules must decide.
        """
        fingerprint, report = request.profile.fingerprint, request.report
        found = self._heads.get(self.txn.sql, report.tenant, fingerprint)
        if found is None or found.pinned or not found.head.takes(report, request.policy.regression_grace):
            return None
        if not self._firings.take(self.txn, request, said, found.head, fingerprint):
            self._reminders.newest.forget(report.alert(said))
            return None
        self._reminders.forget(request, said)
        return self._plain(request, found.head, fingerprint)

    def _plain(self, request: RecordRequest, head: Head, fingerprint: str) -> Recorded:
        """Record one more report of a live problem: a row to append and a counter."""
        report = request.report
        self._rows.append(plain_row(self.txn.next_seq(), request, head.incident_id, fingerprint))
        at = report.received_at if report.event_at is None else report.event_at
        head.count(at)
        self._figures[report.tenant, head.service, head.environment, int(at // SLOT_SECONDS)] += 1
        self._counted[head.incident_id] = head
        if head.decision is None:
            head.decision = decisions.plain(request.profile.version, head.incident_id)
        return self._answer(request, head, head.decision)

    def _answer(self, request: RecordRequest, head: Head, decision: Decision) -> Recorded:
        if head.dossier is None:
            head.dossier = self._dossiers.of(self.txn, head.incident_id, head.dossier_seq)
        return Recorded(
            request.report.request_id,
            Verdict.EXISTING,
            head.incident_id,
            head.lineage,
            head.severity,
            head.occurrences,
            decision,
            head.dossier,
            head.regression_of,
            pending_words(head.pending),
        )

    def _replay(self, request: RecordRequest) -> Recorded:
        self.flush()
        return recorded(self.txn.sql, request.report.tenant, request.report.request_id, replayed=True)

    def _decided(self, request: RecordRequest) -> Recorded:
        """Decide by the rules; the whole is undone if it fails or is a dry run."""
        self.isolate()
        with self.txn.savepoint(undo=request.mode.dry_run):
            if request.report.activation is not None:
                return record_firing(self.txn, request, request.report.activation, self._reminders)
            record_report(self.txn, request)
            return recorded(self.txn.sql, request.report.tenant, request.report.request_id, replayed=False)
