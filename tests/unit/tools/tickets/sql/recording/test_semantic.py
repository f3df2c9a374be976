"""What a decision reads of its candidates costs the same however many problems the tenant has."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from tests.support.matching_cases import profile
from tests.support.story import near
from tools.nouns.policy import DEFAULTS
from tools.nouns.reports import Candidate
from tools.rules.choices import MatchQuery
from tools.tickets.embedded.schema import prepare
from tools.tickets.sql.problem.aliases import dump_profile, profiles_of
from tools.tickets.sql.recording.semantic import choose_among

FEW, MANY = 20, 1_000
QUERY = MatchQuery(
    "t", "api", "", profile("disk of db failed"), near(*[Candidate(f"fp{number}", 0.9) for number in range(12)])
)


def stored(problems: int) -> sqlite3.Connection:
    """A store of one tenant that has so many problems."""
    sql = sqlite3.connect(":memory:", isolation_level=None)
    sql.row_factory = sqlite3.Row
    prepare(sql, "")
    known = dump_profile(profile("queue of worker stalled"))
    rows = [(f"fp{number}", f"inc{number}", known) for number in range(problems)]
    sql.executemany(
        "INSERT INTO aliases (tenant, fingerprint, lineage, home, service, environment, origin, profile)"
        " VALUES ('t', ?1, ?2, ?2, 'api', '', 'first', ?3)",
        rows,
    )
    return sql


def steps(sql: sqlite3.Connection, read: Callable[[sqlite3.Connection], object]) -> int:
    """The instructions that SQLite's machine runs for it."""
    run: list[None] = []
    sql.set_progress_handler(lambda: run.append(None), 1)
    read(sql)
    sql.set_progress_handler(None, 1)
    return len(run)


@pytest.mark.parametrize(
    "read",
    [
        lambda sql: choose_among(sql, QUERY, DEFAULTS),
        lambda sql: profiles_of(sql, "t", [each.fingerprint for each in QUERY.candidates.items]),
    ],
    ids=["options", "profiles"],
)
def test_reading_candidates_is_free_of_the_size(read: Callable[[sqlite3.Connection], object]) -> None:
    with closing(stored(FEW)) as few, closing(stored(MANY)) as many:
        assert 0 < steps(many, read) < 1.5 * steps(few, read)


def test_all_candidates_are_read() -> None:
    with closing(stored(FEW)) as sql:
        assert len(choose_among(sql, QUERY, DEFAULTS).refused) == len(QUERY.candidates.items)
