"""The audit log as an auditor reads it: straight from the database."""

import sqlite3
from pathlib import Path

Line = tuple[str, str, str, str, str]


def audited(folder: Path) -> list[Line]:
    """(tenant, actor, action, subject, detail) of every line, oldest first."""
    with sqlite3.connect(folder / "incidents.db") as database:
        return list(database.execute("SELECT tenant, actor, action, subject, detail FROM audit ORDER BY seq"))
