"""Copies the database while it is in use, and makes a data folder from such a copy.

The copy contains incidents, accounts, hashes of keys, the audit log, silences and deliveries. It does not contain the
signing keys of tokens or AUDIT_KEY: they are kept elsewhere, and nobody can sign anything with the copy alone.
"""

import hashlib
import os
import sqlite3
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from tools.errors import Conflict, InvalidRequest, NotFound
from tools.nouns.deliveries import Hold
from tools.nouns.jobs import TIMERS
from tools.tickets.database_file import DATABASE
from tools.tickets.embedded.connection import connect, storage_errors
from tools.tickets.embedded.schema import VERSION
from tools.tickets.shared.delivery_keys import HOLD
from tools.times import rfc3339

MANIFEST = "backup.json"
FORMAT = "incident-responder-backup"
_BLOCK = 1024 * 1024
_BEGIN_ANEW = """
UPDATE outbox SET due = ? + json_extract(payload, '$.delay'), payload = json_set(payload, '$.at', ?), leased_at = ?
WHERE kind = ? AND json_extract(payload, '$.delay') IS NOT NULL
"""
_HELD = """
INSERT INTO records (name, seq, body) VALUES (?, (SELECT COALESCE(MAX(seq), 0) + 1 FROM records), ?)
ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, body = excluded.body
"""
_HAS_RECORDS = "SELECT 1 FROM sqlite_master WHERE name = 'records'"  # since version 2, as deliveries are


@dataclass(frozen=True, slots=True)
class Backup:
    """The manifest of a backup."""

    at: float
    """When it was made, in epoch seconds."""

    schema: int
    incidents: int
    sha256: str
    format: str = FORMAT


def back_up(data_dir: Path, target: Path, now: float) -> Backup:
    """Copy the database, as it is at one moment, into a new folder, with or without a running server.

    Writers need not wait. Raises NotFound without a database, Conflict if the folder exists, StoreUnavailable.
    """
    source = Path(data_dir) / DATABASE
    if not source.exists():
        raise NotFound(f"no database in {data_dir}: check DATA_DIR")
    try:
        target.mkdir(mode=0o700, parents=True)
    except FileExistsError as error:
        raise Conflict(f"{target} exists: name a folder that does not") from error
    with storage_errors():
        copied = target / DATABASE
        os.close(os.open(copied, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600))
        reader, writer = connect(source, read_only=True), sqlite3.connect(copied)
        try:
            reader.backup(writer)
            writer.execute("PRAGMA journal_mode=DELETE")
            schema = writer.execute("PRAGMA user_version").fetchone()[0]
            incidents = writer.execute("SELECT COUNT(*) FROM tickets").fetchone()[0]
        finally:
            writer.close()
            reader.close()
        made = Backup(now, schema, incidents, _digest(copied))
        _written(target / MANIFEST, orjson.dumps(asdict(made), option=orjson.OPT_INDENT_2))
    return made


def restore(source: Path, data_dir: Path, now: float) -> Backup:
    """Make a data folder from a backup; its deliveries are held until somebody releases them.

    Timers of recoveries and of announced ends restart, since nobody was listening. Either everything is restored or
    nothing. Raises NotFound or InvalidRequest if `source` is not a complete backup, Conflict if the data folder has a
    database.
    """
    made = _described(source)
    if made.schema > VERSION:
        known = f"this program knows {VERSION}: use a newer one"
        raise InvalidRequest(f"the backup is of schema version {made.schema}; {known}")
    check_empty(data_dir)
    place = Path(data_dir) / DATABASE
    copied = source / DATABASE
    with storage_errors():
        Path(data_dir).mkdir(mode=0o700, parents=True, exist_ok=True)
        part = place.with_suffix(".part")
        try:
            if not copied.exists() or _copied(copied, part) != made.sha256:
                known = f"the database that {MANIFEST} describes"
                raise InvalidRequest(f"{copied} is not {known}: it was cut off or changed")
            _make_quiet(part, made, now)
            part.rename(place)
        finally:
            part.unlink(missing_ok=True)
    return made


def check_empty(data_dir: Path) -> None:
    """Raise Conflict if a store exists there already."""
    if (Path(data_dir) / DATABASE).exists():
        raise Conflict(f"{data_dir} has a database: set DATA_DIR to an empty folder and restore into that")


def _make_quiet(database: Path, made: Backup, now: float) -> None:
    connection = sqlite3.connect(database)
    try:
        for kind in sorted(TIMERS):
            connection.execute(_BEGIN_ANEW, (now, now, now, kind.value))
        if connection.execute(_HAS_RECORDS).fetchone():
            hold = Hold(now, f"restored from a backup of {rfc3339(made.at)}")
            connection.execute(_HELD, (HOLD, orjson.dumps(asdict(hold))))
        connection.commit()
    finally:
        connection.close()


def _described(source: Path) -> Backup:
    try:
        said = orjson.loads((source / MANIFEST).read_bytes())
    except FileNotFoundError as error:
        raise NotFound(f"no {MANIFEST} in {source}: name the folder that `backup` made") from error
    except orjson.JSONDecodeError as error:
        raise InvalidRequest(f"{source / MANIFEST} cannot be read: {error}") from error
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise InvalidRequest(f"{source / MANIFEST} is not a backup made by this product")
    return Backup(said["at"], said["schema"], said["incidents"], said["sha256"])


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _copied(source: Path, target: Path) -> str:
    """Copy block by block; return the sha256 of the copied bytes."""
    digest, private = hashlib.sha256(), os.O_CREAT | os.O_WRONLY | os.O_TRUNC
    with source.open("rb") as file, os.fdopen(os.open(target, private, 0o600), "wb") as copy:
        while block := file.read(_BLOCK):
            digest.update(block)
            copy.write(block)
        copy.flush()
        os.fsync(copy.fileno())
    return digest.hexdigest()


def _written(path: Path, body: bytes) -> None:
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
