"""Secrets that are generated at the first start and stored in DATA_DIR."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from tools.errors import Misconfigured

ADMIN_PASSWORD_FILE = "admin-password"
"""The file in DATA_DIR with the generated password of the first administrator."""


def kept_secret(path: Path, size: int) -> str:
    """The secret in this file; at the first use, one of `size` random bytes is generated and stored.

    Concurrent processes get the same secret, since the complete file is linked into place. Raises Misconfigured if
    DATA_DIR cannot be written or read.
    """
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_new(path, secrets.token_urlsafe(size))
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise unusable(error) from error
    except UnicodeDecodeError as error:
        raise Misconfigured(f"DATA_DIR/{path.name} is not text: restore it from a backup") from error


def replace_secret(path: Path, value: str) -> None:
    """Replace the secret atomically: readers see the old or the new one. Raises Misconfigured."""
    try:
        temporary = _temporary(path, value)
        temporary.replace(path)
    except OSError as error:
        raise unusable(error) from error


def unusable(error: OSError) -> Misconfigured:
    """The error that says why DATA_DIR cannot be used, without its path."""
    return Misconfigured(f"DATA_DIR cannot be used: {error.strerror}; name a folder that this user can write to")


def _write_new(path: Path, value: str) -> None:
    temporary = _temporary(path, value)
    with contextlib.suppress(FileExistsError):
        try:
            os.link(temporary, path)
        finally:
            temporary.unlink()


def _temporary(path: Path, value: str) -> Path:
    """Write a temporary file in the same folder, readable only by its owner and synced to disk."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(value + "\n")
        file.flush()
        os.fsync(file.fileno())
    return Path(name)
