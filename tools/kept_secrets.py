"""Secrets that a first start makes and stores in DATA_DIR."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from tools.errors import Misconfigured

ADMIN_PASSWORD_FILE = "admin-password"
"""The file in DATA_DIR that holds what was generated for the first administrator."""


def kept_secret(path: Path, size: int) -> str:
    """The secret in this file; at first use one of `size` random bytes is written there.

    Several processes agree on it, since a whole file is linked into place. Raises Misconfigured when DATA_DIR cannot be
    written or read.
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
    """Write the secret anew; readers see the old or the new one, never a part. Raises Misconfigured."""
    try:
        temporary = _temporary(path, value)
        temporary.replace(path)
    except OSError as error:
        raise unusable(error) from error


def unusable(error: OSError) -> Misconfigured:
    """Why DATA_DIR cannot be used, without its path."""
    return Misconfigured(f"DATA_DIR cannot be used: {error.strerror}; name a folder that this user can write to")


def _write_new(path: Path, value: str) -> None:
    temporary = _temporary(path, value)
    with contextlib.suppress(FileExistsError):
        try:
            os.link(temporary, path)
        finally:
            temporary.unlink()


def _temporary(path: Path, value: str) -> Path:
    """A file beside it, readable by its owner only and safely on the disk."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(value + "\n")
        file.flush()
        os.fsync(file.fileno())
    return Path(name)
