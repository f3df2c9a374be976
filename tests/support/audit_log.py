"""The audit log as an auditor reads it: straight from the database."""

import sqlite3
from contextlib import closing
from pathlib import Path

WRITTEN = """SELECT tenant, actor, action, subject, detail FROM audit
WHERE action <> 'audit-sealed' AND actor <> 'system' ORDER BY seq"""
Line = tuple[str, str, str, str, str]


def audited(folder: Path) -> list[Line]:
    """(tenant, actor, action, subject, detail) of every line that somebody caused, oldest first."""
    with closing(sqlite3.connect(folder / "incidents.db")) as database:
        return list(database.execute(WRITTEN))
