"""An alert's dedup key as evidence: it leads to the problem that the alert was last counted on, if the texts agree."""

from collections.abc import Sequence

from tools.nouns.incidents import Status
from tools.rules.activations import Keyed, forbids, is_remembered
from tools.tickets.sql.problem.activations import StoredActivation, root_of
from tools.tickets.sql.problem.aliases import load_profile
from tools.tickets.sql.problem.tickets import newest
from tools.tickets.sql.recording.occurrences import RecordRequest
from tools.tickets.sql.transaction import Transaction

ALIAS = "SELECT profile FROM aliases WHERE tenant = ? AND fingerprint = ? AND service = ? AND environment = ?"


def by_key(txn: Transaction, request: RecordRequest, known: Sequence[StoredActivation]) -> Keyed | None:
    """Return the newest problem of the alert that is live or lately resolved, and whose text does not forbid it."""
    report = request.report
    for fingerprint, incident_id in dict.fromkeys((each.fingerprint, each.incident_id) for each in known):
        where = (report.tenant, fingerprint, report.service, report.environment)
        alias = txn.sql.execute(ALIAS, where).fetchone()
        if alias is None or forbids(request.profile, load_profile(alias["profile"])):
            continue
        head = newest(txn.sql, root_of(txn.sql, incident_id)["lineage"])
        if is_remembered(Status(head["status"]), head["resolved_at"], txn.now):
            return Keyed(head["lineage"], fingerprint)
    return None
