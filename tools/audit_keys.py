"""The keys that seal the audit log: AUDIT_KEY, AUDIT_KEY_FILE, or on loopback a key that the first start makes."""

from pathlib import Path

from tools.errors import Misconfigured
from tools.kept_secrets import kept_secret
from tools.settings import Backend, Settings
from tools.tickets.shared.sealing import Seal

KEPT_IN = "audit-key"
"""The file in DATA_DIR."""

MIN_KEY_BYTES = 32
_HOW = "at least 32 bytes, try `openssl rand -base64 48`; several, the newest first, are separated by commas"


def seal_of(settings: Settings, *, make: bool = True) -> Seal:
    """The seal; without keys where none is configured beyond loopback. `make`: a key may be made and kept.

    Raises Misconfigured for a key that cannot be used, and on a shared store, whose processes must seal alike, for a
    missing one.
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
    """What the audit log cannot prove as it is configured."""
    if _configured(settings) is not None or settings.on_loopback:
        return ()
    if (settings.data_dir / KEPT_IN).exists():
        return ("the audit log is sealed with a key in DATA_DIR: who writes there can forge it; set AUDIT_KEY",)
    return ("the audit log is not sealed, so that forged lines go unseen: set AUDIT_KEY",)


def _configured(settings: Settings) -> tuple[str, str] | None:
    """(where it stands, what stands there)."""
    if settings.audit_key is not None:
        return "AUDIT_KEY", settings.audit_key.get_secret_value()
    if settings.audit_key_file is None:
        return None
    path = settings.audit_key_file.resolve()
    if settings.data_dir.resolve() in path.parents:
        raise Misconfigured("AUDIT_KEY_FILE is in DATA_DIR, beside what it seals: keep it elsewhere")
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
        raise Misconfigured(f"{where} is too short or too regular to seal with: {_HOW}")
    return keys
