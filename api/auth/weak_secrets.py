"""Secrets that anybody could guess: refused if others can reach the server, a warning on loopback."""

from pydantic import SecretStr

from api.auth.key_strength import MIN_SECRET_BYTES, is_placeholder, too_weak
from api.auth.password_rules import weakness
from api.auth.signing_keys import configured_keys
from tools.errors import Misconfigured
from tools.settings import Backend, Settings

_PROVIDER_KEYS = (
    "openai_api_key",
    "pinecone_api_key",
    "metrics_token",
    "notify_webhook_secret",
)
_SIGNING = ("jwt_secret_key", "jwt_previous_secret_key", "jwt_secret_keys")
_LEAST = {"metrics_token": 16, "notify_webhook_secret": 16}
"""The least number of characters of such a secret."""


def check_secrets(settings: Settings) -> tuple[str, ...]:
    """Return warnings about weak secrets if only this machine can reach the server.

    Raises Misconfigured if others can, and in any case for a signing key that makes every token forgeable.
    """
    if settings.store_backend is Backend.S3 and not configured_keys(settings):
        raise Misconfigured(
            "JWT_SECRET_KEY is required on a shared store, the same for every instance: try `openssl rand -base64 48`"
        )
    for name in _SIGNING:
        secrets = _parts(revealed(getattr(settings, name)))
        if any(len(secret.encode()) < MIN_SECRET_BYTES for secret in secrets):
            raise Misconfigured(
                f"{name.upper()} is shorter than {MIN_SECRET_BYTES} bytes: try `openssl rand -base64 48`"
            )
    if settings.jwt_secret_key is None and settings.jwt_previous_secret_key is not None:
        raise Misconfigured("JWT_PREVIOUS_SECRET_KEY verifies only: set JWT_SECRET_KEY, which signs")
    problems = _weak_secrets(settings)
    if problems and not settings.on_loopback:
        raise Misconfigured("; ".join(problems))
    return problems


def _weak_secrets(settings: Settings) -> tuple[str, ...]:
    problems = []
    for name in _SIGNING:
        if any(is_placeholder(key) or too_weak(key) for key in _parts(revealed(getattr(settings, name)))):
            problems.append(f"{name.upper()} is a placeholder or too regular: try `openssl rand -base64 48`")
    for name, least in _LEAST.items():
        value = revealed(getattr(settings, name))
        if value is not None and (len(value) < least or len(set(value)) < 6):
            problems.append(f"{name.upper()} is too easy to guess: use at least {least} random characters")
    if "*" in settings.trusted_proxies.replace(",", " ").split():
        problems.append("TRUSTED_PROXIES=* lets anybody claim any address: name the proxies' own addresses")
    password = revealed(settings.admin_password)
    if password is not None and (reason := weakness(password, settings.admin_username)):
        problems.append(f"ADMIN_PASSWORD {reason}")
    for name in _PROVIDER_KEYS:
        value = revealed(getattr(settings, name))
        if value is not None and is_placeholder(value):
            problems.append(f"{name.upper()} is a placeholder: set the real one, or leave it empty")
    return tuple(problems)


def revealed(secret: SecretStr | None) -> str | None:
    """Return the secret itself."""
    return secret.get_secret_value() if secret is not None else None


def _parts(ring: str | None) -> list[str]:
    return [part.strip() for part in (ring or "").split(",") if part.strip()]
