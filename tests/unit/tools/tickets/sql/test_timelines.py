"""A timeline that an older key sealed is sealed with the newest one, unless it is not as the older key left it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.nouns.accounts import AuditAction
from tools.tickets.embedded.connection import Connection, connect
from tools.tickets.shared.sealing import PLAIN, Seal
from tools.tickets.shared.timelines import Line
from tools.tickets.sql.timelines import findings, seal_all, seal_event

OLDER, RING = Seal(["older " * 8]), Seal(["newest " * 8, "older " * 8])


@pytest.fixture
def sql() -> Iterator[Connection]:
    connection = connect(Path(":memory:"))
    connection.executescript(
        "CREATE TABLE events (seq INTEGER PRIMARY KEY, ticket, at, kind, actor, data);"
        "CREATE TABLE timelines (ticket TEXT PRIMARY KEY, lines, digest);"
        "CREATE TABLE audit (at, action);"
    )
    for number in range(3):
        add(connection, number, OLDER)
    yield connection
    connection.close()


def add(sql: Connection, number: int, seal: Seal) -> None:
    line = Line("inc_1", 1.0 * number, "commented", "ops", "{}")
    sql.execute("INSERT INTO events (ticket, at, kind, actor, data) VALUES (?, ?, ?, ?, ?)",
                (line.ticket, line.at, line.kind, line.actor, line.data))  # fmt: skip
    seal_event(sql, seal, line)


def digest(sql: Connection) -> str:
    return str(sql.execute("SELECT digest FROM timelines").fetchone()[0])


def test_a_whole_timeline_is_sealed_with_the_newest_key(sql: Connection) -> None:
    add(sql, 3, RING)
    assert list(findings(sql, RING)) == []
    assert RING.is_newest(digest(sql))


def test_what_was_forged_before_the_key_changed_stays_seen(sql: Connection) -> None:
    sql.execute("UPDATE events SET actor = 'somebody else' WHERE seq = 2")
    add(sql, 3, RING)
    assert "was changed" in next(findings(sql, RING))


def test_a_seal_of_a_key_that_is_not_ours_stays(sql: Connection) -> None:
    before = digest(sql)
    add(sql, 3, Seal(["another " * 8]))
    assert digest(sql) == before


def replaced(sql: Connection, *, seal: bool) -> None:
    """The timeline as whoever has no key would write it, with the plain digest of what it says now, or with none."""
    sql.execute("UPDATE events SET actor = 'somebody else' WHERE seq = 2")
    sql.execute("DELETE FROM timelines")
    if seal:
        seal_all(sql, PLAIN)


@pytest.mark.parametrize("seal", [True, False])
def test_a_plain_seal_is_not_renewed_once_there_was_a_key(sql: Connection, seal: bool) -> None:
    sql.execute("INSERT INTO audit VALUES (0.5, ?)", (AuditAction.AUDIT_SEALED.value,))
    replaced(sql, seal=seal)
    seen = list(findings(sql, RING))
    assert len(seen) == 1
    add(sql, 3, RING)
    assert list(findings(sql, RING)) == seen


@pytest.mark.parametrize("began", [2.5, None])
def test_a_plain_seal_from_before_the_first_key_is_renewed(sql: Connection, began: float | None) -> None:
    seal_all(sql, PLAIN)
    if began is not None:
        sql.execute("INSERT INTO audit VALUES (?, ?)", (began, AuditAction.AUDIT_SEALED.value))
    add(sql, 3, RING)
    assert list(findings(sql, RING)) == []
    assert RING.is_newest(digest(sql))
