"""The keys that seal the audit log: AUDIT_KEY, AUDIT_KEY_FILE, or on loopback a key generated at the first start."""

from pathlib import Path

from tools.errors import Misconfigured
from tools.kept_secrets import kept_secret
from tools.settings import Backend, Settings
from tools.tickets.shared.sealing import Seal

KEPT_IN = "audit-key"
"""The name of the key's file in DATA_DIR."""

MIN_KEY_BYTES = 32
_HOW = "at least 32 bytes, try `openssl rand -base64 48`; several, the newest first, are separated by commas"


def seal_of(settings: Settings, *, make: bool = True) -> Seal:
    """The seal. Beyond loopback it has no keys unless they are configured. `make`: generate and store a missing key.

    Raises Misconfigured for an unusable key, and for a missing key on a shared store, whose processes must use the
    same key.
    """
    configured = _configured(settings)
    if configured is not None:
        return Seal(_parts(*configured))
    if settings.store_backend is Backend.S3:
        raise Misconfigured(f"AUDIT_KEY is required on a shared store, the same for every process: {_HOW}")
    path = settings.data_dir / KEPT_IN
    if path.exists() or (make and settings.on_loopback):
        return Seal(_parts(f"DATA_DIR/{KEPT_IN}", kept_secret(path, 48)))
    return Seal()


def audit_warnings(settings: Settings) -> tuple[str, ...]:
    """Warnings about what the audit log cannot prove with the present configuration."""
    if _configured(settings) is not None or settings.on_loopback:
        return ()
    if (settings.data_dir / KEPT_IN).exists():
        return ("the audit log's key is in DATA_DIR: anybody who can read it can forge lines; set AUDIT_KEY",)
    return ("the audit log is not sealed, so forged lines go unnoticed: set AUDIT_KEY",)


def _configured(settings: Settings) -> tuple[str, str] | None:
    """(the setting's name, its value)."""
    if settings.audit_key is not None:
        return "AUDIT_KEY", settings.audit_key.get_secret_value()
    if settings.audit_key_file is None:
        return None
    path = settings.audit_key_file.resolve()
    if settings.data_dir.resolve() in path.parents:
        raise Misconfigured("AUDIT_KEY_FILE is in DATA_DIR, next to the log that it seals: keep it elsewhere")
    return "AUDIT_KEY_FILE", _read(path)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise Misconfigured(f"AUDIT_KEY_FILE cannot be read: {reason}") from error


def _parts(where: str, text: str) -> list[str]:
    keys = [part.strip() for part in text.replace("\n", ",").split(",") if part.strip()]
    if not keys or any(len(key.encode()) < MIN_KEY_BYTES or len(set(key)) < 10 for key in keys):
        raise Misconfigured(f"{where} is too short or too regular for sealing: {_HOW}")
    return keys
