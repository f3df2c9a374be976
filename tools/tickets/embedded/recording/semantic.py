"""The semantic half of a decision, made inside the transaction: what was found before, plus what came since."""

import sqlite3
from collections.abc import Sequence

import numpy as np

from tools.nouns.policy import Policy
from tools.nouns.reports import Candidate, Candidates, Profile
from tools.rules.choosing import Choice, Option, choose
from tools.tickets.embedded.problem.aliases import load_profile
from tools.tickets.embedded.recording.occurrences import Order

MAX_DELTA = 4096
BEST_OF_DELTA = 16


def choose_problem(sql: sqlite3.Connection, order: Order) -> Choice:
    """What a new fingerprint is judged to be. Without a search: nothing."""
    if order.candidates is None:
        return Choice(None, ())
    report = order.report
    return choose_among(
        sql, report.tenant, report.service, report.environment, order.profile, order.candidates, order.policy
    )


def choose_among(
    sql: sqlite3.Connection,
    tenant: str,
    service: str,
    environment: str,
    profile: Profile,
    candidates: Candidates,
    policy: Policy,
) -> Choice:
    """Choose among the candidates searched outside and the rows after `candidates.upto`: serialisable."""
    found = {each.fingerprint: each for each in _delta(sql, tenant, service, candidates)}
    found |= {each.fingerprint: each for each in candidates.items}
    found.pop(profile.fingerprint, None)
    return choose(profile, environment, _options(sql, tenant, service, list(found.values())), policy)


def _delta(sql: sqlite3.Connection, tenant: str, service: str, candidates: Candidates) -> Sequence[Candidate]:
    """The nearest of the vectors stored after the search; newest first if there are absurdly many."""
    rows = sql.execute(
        "SELECT fingerprint, vector FROM aliases WHERE tenant = ? AND service = ? AND vector_seq > ?"
        " ORDER BY vector_seq DESC LIMIT ?",
        (tenant, service, candidates.upto, MAX_DELTA),
    ).fetchall()
    mine = np.frombuffer(candidates.vector, dtype="<f4")
    rows = [row for row in rows if len(row["vector"]) == mine.nbytes]
    if not rows:
        return ()
    matrix = np.frombuffer(b"".join(row["vector"] for row in rows), dtype="<f4").reshape(len(rows), -1)
    cosines = matrix @ mine
    best = np.argsort(-cosines, kind="stable")[:BEST_OF_DELTA]
    return [Candidate(rows[at]["fingerprint"], float(cosines[at])) for at in best]


def _options(sql: sqlite3.Connection, tenant: str, service: str, candidates: Sequence[Candidate]) -> list[Option]:
    options = []
    for candidate in candidates:
        row = sql.execute(
            "SELECT profile, environment, lineage FROM aliases WHERE tenant = ? AND fingerprint = ? AND service = ?",
            (tenant, candidate.fingerprint, service),
        ).fetchone()
        if row is not None:
            profile = load_profile(row["profile"])
            options.append(Option(candidate, profile, row["environment"], row["lineage"]))
    return options
