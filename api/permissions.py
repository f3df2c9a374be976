"""Checks which files of the server others on this machine can read."""

from collections.abc import Iterator
from pathlib import Path

from dotenv import dotenv_values
from pydantic import SecretStr

from api.auth.signing_keys import JWT_SECRET_FILE
from tools.audit_keys import KEPT_IN
from tools.kept_secrets import ADMIN_PASSWORD_FILE
from tools.settings import Settings
from tools.tickets.database_file import DATABASE

OTHERS = 0o077
ENVIRONMENT_FILE = Path(".env")


def permission_warnings(settings: Settings, environment_file: Path = ENVIRONMENT_FILE) -> tuple[str, ...]:
    """A sentence for each folder or file that others can open, with what to do."""
    found = []
    if _is_open(settings.data_dir):
        found.append(f"others on this machine can look into DATA_DIR: chmod 700 {settings.data_dir}")
    for path in _secret_files(settings, environment_file):
        if _is_open(path):
            found.append(f"others on this machine can read {path.name}: chmod 600 {path}")
    return tuple(found)


def _secret_files(settings: Settings, environment_file: Path) -> Iterator[Path]:
    names = (JWT_SECRET_FILE, KEPT_IN, ADMIN_PASSWORD_FILE, DATABASE, f"{DATABASE}-wal")
    yield from (settings.data_dir / name for name in names)
    if settings.audit_key_file is not None:
        yield settings.audit_key_file
    if environment_file.is_file() and _holds_secrets(environment_file):
        yield environment_file


def _holds_secrets(path: Path) -> bool:
    secret = {name.upper() for name, each in Settings.model_fields.items() if SecretStr in _types(each.annotation)}
    return any(value and name.upper() in secret for name, value in dotenv_values(path).items())


def _types(annotation: object) -> tuple[object, ...]:
    return (annotation, *getattr(annotation, "__args__", ()))


def _is_open(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & OTHERS)
    except OSError:
        return False
