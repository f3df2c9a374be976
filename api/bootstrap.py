"""First start: a private data folder, secrets made once, and the first administrator; weak secrets do not start."""

import ipaddress
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from api.limits import parse_rule
from api.passwords import weakness
from api.security import MIN_SECRET_BYTES, PasswordHasher
from tools.errors import Misconfigured
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
    """What the first start made: the signing key, and where a generated admin password can be read."""

    jwt_secret: str
    admin_password: str
    admin_password_file: Path | None
    first_start: bool
    warnings: tuple[str, ...]


def prepare(settings: Settings) -> Bootstrap:
    """Make DATA_DIR and the secrets that are not configured.

    Raises Misconfigured, naming the variable, for weak secrets and for limits that are none.
    """
    warnings = check_secrets(settings)
    parse_rule("RATE_LIMIT", settings.rate_limit)
    parse_rule("LOGIN_RATE_LIMIT", settings.login_rate_limit)
    folder = make_folder(settings)
    password, file, made = _reveal(settings.admin_password), None, False
    try:
        jwt_secret = _reveal(settings.jwt_secret_key) or _once(folder / JWT_SECRET_FILE, secrets.token_urlsafe(48))[0]
        if password is None:
            file = folder / ADMIN_PASSWORD_FILE
            password, made = _once(file, secrets.token_urlsafe(15))
    except OSError as error:
        raise _unusable(error) from error
    return Bootstrap(jwt_secret, password, file, made, warnings)


def make_folder(settings: Settings) -> Path:
    """DATA_DIR, readable by its owner only when it is made here. Raises Misconfigured when it cannot be used."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise _unusable(error) from error
    return settings.data_dir


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
    if problems and not _is_loopback(settings.host):
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


async def ensure_admin(accounts: AccountStore, passwords: PasswordHasher, settings: Settings, made: Bootstrap) -> bool:
    """Create the first administrator by a conditional write, when there are no users. False: there was one."""
    if await accounts.users():
        return False
    user = {
        "username": settings.admin_username,
        "tenant": "default",
        "role": "admin",
        "password_hash": await passwords.hash(made.admin_password),
        "disabled": False,
        "token_version": 1,
    }
    return await accounts.create_user(user)


def _once(path: Path, value: str) -> tuple[str, bool]:
    """(content, made now). Written whole and linked into place, so that two processes agree on one content."""
    if not path.exists():
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(value + "\n")
                file.flush()
                os.fsync(file.fileno())
            os.link(temporary, path)
            return value, True
        except FileExistsError:
            pass
        finally:
            os.unlink(temporary)
    return path.read_text(encoding="utf-8").strip(), False


def _unusable(error: OSError) -> Misconfigured:
    return Misconfigured(f"DATA_DIR cannot be used: {error.strerror}")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_placeholder(value: str) -> bool:
    return any(mark in value.lower() for mark in _PLACEHOLDERS)


def _reveal(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret is not None else None
