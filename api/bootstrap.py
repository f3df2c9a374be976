"""The first start: a private data folder, secrets made once, and the first administrator."""

import contextlib
import logging
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from api.auth.passwords import PasswordHasher
from api.auth.weak_secrets import check_secrets, revealed
from api.data_dir import make_folder, unusable
from api.http.rate_limits import parse_rule
from tools.errors import Misconfigured
from tools.nouns.accounts import DEFAULT_TENANT, Account, Role
from tools.ports import AccountStore
from tools.settings import Settings

JWT_SECRET_FILE = "jwt-secret"
ADMIN_PASSWORD_FILE = "admin-password"


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """What a start has found or made."""

    jwt_secret: str
    """The signing key: JWT_SECRET_KEY, or the one that the first start made and keeps in DATA_DIR."""

    warnings: tuple[str, ...]
    """Weak secrets, which are tolerated on loopback only."""


def prepare(settings: Settings) -> Bootstrap:
    """Check the settings, then make DATA_DIR, and the signing key if it is not configured.

    Raises Misconfigured, naming the variable, for weak secrets, for rate limits and log levels that do not parse, and
    for folders that cannot be used.
    """
    warnings = check_secrets(settings)
    if settings.log_level.upper() not in logging.getLevelNamesMapping():
        raise Misconfigured("LOG_LEVEL: use DEBUG, INFO, WARNING or ERROR")
    if settings.runbooks_dir and not settings.runbooks_dir.is_dir():
        raise Misconfigured("RUNBOOKS_DIR is not a folder: name an existing one, or leave it empty")
    parse_rule("RATE_LIMIT", settings.rate_limit)
    parse_rule("LOGIN_RATE_LIMIT", settings.login_rate_limit)
    folder = make_folder(settings)
    return Bootstrap(revealed(settings.jwt_secret_key) or _kept_secret(folder / JWT_SECRET_FILE, 48), warnings)


async def ensure_admin(accounts: AccountStore, passwords: PasswordHasher, settings: Settings) -> str | None:
    """Create the first administrator if there is none yet; of several processes, only one does.

    Returns the password if it was generated just now, to be shown once; else None.
    """
    if any(account.role is Role.ADMIN for account in await accounts.users()):
        return None
    given = revealed(settings.admin_password)
    password = given or _kept_secret(settings.data_dir / ADMIN_PASSWORD_FILE, 15)
    account = Account(
        username=settings.admin_username,
        tenant=DEFAULT_TENANT,
        role=Role.ADMIN,
        password_hash=await passwords.hash(password),
    )
    created = await accounts.create_user(account)
    return password if created and given is None else None


def _kept_secret(path: Path, size: int) -> str:
    """The secret in this file; at first use one of `size` random bytes is written there.

    Several processes agree on it, since a whole file is linked into place. Raises Misconfigured when DATA_DIR cannot be
    written or read.
    """
    try:
        if not path.exists():
            _write_new(path, secrets.token_urlsafe(size))
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise unusable(error) from error


def _write_new(path: Path, value: str) -> None:
    with contextlib.suppress(FileExistsError):
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(value + "\n")
                file.flush()
                os.fsync(file.fileno())
            os.link(temporary, path)
        finally:
            os.unlink(temporary)
