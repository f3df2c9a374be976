"""The semantic half of a decision, made inside the transaction: what the search found, plus what was stored since."""

from collections.abc import Sequence

from tools.nouns.policy import Policy
from tools.nouns.reports import Candidate
from tools.rules.choices import Choice, MatchQuery, Option, choose
from tools.tickets.sql.database import Sql
from tools.tickets.sql.dialect import EACH_TEXT, IN_THIS_ORDER
from tools.tickets.sql.problem.aliases import load_profile
from tools.tickets.sql.transaction import to_json

MAX_DELTA = 4096
BEST_OF_DELTA = 16
STORED_OPTIONS = f"""
SELECT a.fingerprint, a.profile, a.environment, a.lineage
FROM {EACH_TEXT} {IN_THIS_ORDER} aliases a ON a.tenant = ? AND a.fingerprint = texts.value WHERE a.service = ?
"""


def choose_among(sql: Sql, match_query: MatchQuery | None, policy: Policy) -> Choice:
    """Choose among the candidates of the search and the rows after `upto`, so the choice is serialisable.

    Without a query, nothing is chosen.
    """
    if match_query is None:
        return Choice(None, ())
    options = _options(sql, match_query, match_query.among(_delta(sql, match_query)))
    return choose(match_query.profile, match_query.environment, options, policy)


def _delta(sql: Sql, match_query: MatchQuery) -> Sequence[Candidate]:
    """Return the nearest of the vectors stored after the search; of very many, only the newest are compared."""
    rows = sql.execute(
        "SELECT fingerprint, vector FROM aliases WHERE tenant = ? AND service = ? AND vector_seq > ?"
        " ORDER BY vector_seq DESC LIMIT ?",
        (match_query.tenant, match_query.service, match_query.candidates.upto, MAX_DELTA),
    ).fetchall()
    import numpy as np  # not loaded by a process that only reads the store

    mine = np.frombuffer(match_query.candidates.vector, dtype="<f4")
    rows = [row for row in rows if len(row["vector"]) == mine.nbytes]
    if not rows:
        return ()
    matrix = np.frombuffer(b"".join(row["vector"] for row in rows), dtype="<f4").reshape(len(rows), -1)
    cosines = matrix @ mine
    best = np.argsort(-cosines, kind="stable")[:BEST_OF_DELTA]
    return [Candidate(rows[at]["fingerprint"], float(cosines[at])) for at in best]


def _options(sql: Sql, match_query: MatchQuery, candidates: Sequence[Candidate]) -> list[Option]:
    rows = sql.execute(
        STORED_OPTIONS,
        (to_json([candidate.fingerprint for candidate in candidates]), match_query.tenant, match_query.service),
    )
    stored = {row[0]: row[1:] for row in rows}
    found = ((candidate, stored[candidate.fingerprint]) for candidate in candidates if candidate.fingerprint in stored)
    return [Option(candidate, load_profile(profile), *place) for candidate, (profile, *place) in found]
