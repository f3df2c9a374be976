"""How replays and benchmarks start the product: its command, its settings and its administrator."""

import os
import sys
import uuid
from pathlib import Path

from api.server_process import access_token

PASSWORD = "Correct-Horse-Battery-7"


def uvicorn_command(app: str, port: int, workers: int = 1) -> list[str]:
    """Return the command that serves an ASGI app as in production: one process or several, no access log."""
    command = [sys.executable, "-m", "uvicorn", app, "--host", "127.0.0.1", "--port", str(port)]
    return [*command, "--no-access-log", "--log-level", "warning", "--workers", str(workers)]


def product_settings(data_dir: Path, *, configured: bool = False) -> dict[str, str]:
    """Return the environment of a fresh product server: embedded backends, no keys, a known admin, no rate limit.

    `configured` keeps the keys in the environment, and with them the backends they choose; S3 gets a folder of its own
    below S3_PREFIX.
    """
    keys = ("OPENAI_API_KEY", "PINECONE_API_KEY", "S3_BUCKET", "LANGSMITH_API_KEY")
    prefix = os.environ.get("S3_PREFIX", "replay")
    backends = {"S3_PREFIX": f"{prefix}/{uuid.uuid4().hex}"} if configured else dict.fromkeys(keys, "")
    known = {
        "DATA_DIR": str(data_dir),
        "ADMIN_PASSWORD": PASSWORD,
        "JWT_SECRET_KEY": "a-secret-for-local-measurements-only-0123456789",
        "AUDIT_KEY": "a-seal-for-local-measurements-only-0123456789",
        "RATE_LIMIT": "off",
        "LANGSMITH_TRACING": "false",
    }
    return os.environ | backends | known


def login(url: str) -> str:
    """Return an access token for the fresh server's admin."""
    return access_token(url, "admin", PASSWORD)
