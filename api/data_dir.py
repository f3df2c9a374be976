"""DATA_DIR, which everything that runs on this machine works in."""

from pathlib import Path

from tools.kept_secrets import unusable
from tools.settings import Settings


def make_folder(settings: Settings) -> Path:
    """DATA_DIR, readable by its owner only when it is made here. Raises Misconfigured when it cannot be used."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise unusable(error) from error
    return settings.data_dir
