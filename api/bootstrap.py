"""First start: a private data folder, secrets made once, and the first administrator; weak secrets do not start."""

import contextlib
import logging
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from api.auth.password_rules import weakness
from api.auth.passwords import PasswordHasher
from api.auth.tokens import MIN_SECRET_BYTES
from api.data_dir import make_folder, unusable
from api.http.addresses import is_loopback
from api.http.rate_limits import parse_rule
from tools.errors import Misconfigured
from tools.nouns.accounts import DEFAULT_TENANT, Account, Role
from tools.ports import AccountStore
from tools.settings import Backend, Settings

JWT_SECRET_FILE = "jwt-secret"
ADMIN_PASSWORD_FILE = "admin-password"
_PLACEHOLDERS = (
    "change",
    "your-",
    "your_",
    "example",
    "placeholder",
    "secret-key",
    "insert",
    "replace",
    "todo",
    "xxxx",
    "<",
)
_PROVIDER_KEYS = (
    "openai_api_key",
    "pinecone_api_key",
    "metrics_token",
    "jwt_previous_secret_key",
    "notify_webhook_secret",
)


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """The signing key, configured or made by the first start, and what a developer should know about weak secrets."""

    jwt_secret: str
    warnings: tuple[str, ...]


def prepare(settings: Settings) -> Bootstrap:
    """Make DATA_DIR and the signing key if it is not configured.

    Raises Misconfigured, naming the variable, for weak secrets, and for limits and log levels that are none.
    """
    warnings = check_secrets(settings)
    if settings.log_level.upper() not in logging.getLevelNamesMapping():
        raise Misconfigured("LOG_LEVEL: use DEBUG, INFO, WARNING or ERROR")
    if settings.runbooks_dir and not settings.runbooks_dir.is_dir():
        raise Misconfigured("RUNBOOKS_DIR is not a folder")
    parse_rule("RATE_LIMIT", settings.rate_limit)
    parse_rule("LOGIN_RATE_LIMIT", settings.login_rate_limit)
    folder = make_folder(settings)
    return Bootstrap(_reveal(settings.jwt_secret_key) or _once(folder / JWT_SECRET_FILE, 48), warnings)


def check_secrets(settings: Settings) -> tuple[str, ...]:
    """Warnings for a loopback developer. Raises Misconfigured where others could reach the server.

    A short signing key is refused everywhere: every token would be forgeable.
    """
    if settings.store_backend is Backend.S3 and settings.jwt_secret_key is None:
        raise Misconfigured("JWT_SECRET_KEY is required on a shared store: every instance must sign alike")
    for name in ("jwt_secret_key", "jwt_previous_secret_key"):
        secret = _reveal(getattr(settings, name))
        if secret is not None and len(secret.encode()) < MIN_SECRET_BYTES:
            raise Misconfigured(
                f"{name.upper()} is shorter than {MIN_SECRET_BYTES} bytes: try `openssl rand -base64 48`"
            )
    problems = _weak_secrets(settings)
    if problems and settings.host != "localhost" and not is_loopback(settings.host):
        raise Misconfigured("; ".join(problems))
    return problems


def _weak_secrets(settings: Settings) -> tuple[str, ...]:
    problems = []
    key = _reveal(settings.jwt_secret_key)
    if key is not None and (_is_placeholder(key) or len(set(key)) < 10):
        problems.append("JWT_SECRET_KEY is a placeholder or too regular: try `openssl rand -base64 48`")
    password = _reveal(settings.admin_password)
    if password is not None and (reason := weakness(password, settings.admin_username)):
        problems.append(f"ADMIN_PASSWORD {reason}")
    for name in _PROVIDER_KEYS:
        value = _reveal(getattr(settings, name))
        if value is not None and _is_placeholder(value):
            problems.append(f"{name.upper()} is a placeholder")
    return tuple(problems)


async def ensure_admin(accounts: AccountStore, passwords: PasswordHasher, settings: Settings) -> str | None:
    """Create the first administrator by a conditional write, when there is none.

    Returns the generated password of one made now, to be shown once; None if it was configured or there was one.
    """
    if any(account.role is Role.ADMIN for account in await accounts.users()):
        return None
    given = _reveal(settings.admin_password)
    password = given or _once(settings.data_dir / ADMIN_PASSWORD_FILE, 15)
    account = Account(
        username=settings.admin_username,
        tenant=DEFAULT_TENANT,
        role=Role.ADMIN,
        password_hash=await passwords.hash(password),
    )
    created = await accounts.create_user(account)
    return password if created and given is None else None


def _once(path: Path, size: int) -> str:
    """A secret of so many random bytes, kept in a file. Two processes agree on it: it is linked into place whole.

    Raises Misconfigured when DATA_DIR cannot be written or read.
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


def _is_placeholder(value: str) -> bool:
    return any(mark in value.lower() for mark in _PLACEHOLDERS)


def _reveal(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret is not None else None
