"""Secrets that anybody could guess: refused where others can reach the server, a warning on loopback."""

from pydantic import SecretStr

from api.auth.password_rules import weakness
from api.auth.tokens import MIN_SECRET_BYTES
from api.http.addresses import is_loopback
from tools.errors import Misconfigured
from tools.settings import Backend, Settings

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


def check_secrets(settings: Settings) -> tuple[str, ...]:
    """Warnings about weak secrets, where only this machine can reach the server.

    Raises Misconfigured for them where others can, and everywhere for a signing key that makes every token forgeable.
    """
    if settings.store_backend is Backend.S3 and settings.jwt_secret_key is None:
        raise Misconfigured(
            "JWT_SECRET_KEY is required on a shared store, the same for every instance: try `openssl rand -base64 48`"
        )
    for name in ("jwt_secret_key", "jwt_previous_secret_key"):
        secret = revealed(getattr(settings, name))
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
    key = revealed(settings.jwt_secret_key)
    if key is not None and (_is_placeholder(key) or len(set(key)) < 10):
        problems.append("JWT_SECRET_KEY is a placeholder or too regular: try `openssl rand -base64 48`")
    password = revealed(settings.admin_password)
    if password is not None and (reason := weakness(password, settings.admin_username)):
        problems.append(f"ADMIN_PASSWORD {reason}")
    for name in _PROVIDER_KEYS:
        value = revealed(getattr(settings, name))
        if value is not None and _is_placeholder(value):
            problems.append(f"{name.upper()} is a placeholder: set the real one, or leave it empty")
    return tuple(problems)


def revealed(secret: SecretStr | None) -> str | None:
    """The secret itself."""
    return secret.get_secret_value() if secret is not None else None


def _is_placeholder(value: str) -> bool:
    return any(mark in value.lower() for mark in _PLACEHOLDERS)
