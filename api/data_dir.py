"""DATA_DIR: makes and checks the folder that everything on this machine works in."""

from pathlib import Path

from tools.errors import NotFound
from tools.kept_secrets import unusable
from tools.settings import Backend, Settings


def make_folder(settings: Settings) -> Path:
    """Return DATA_DIR; if it is created here, only its owner can read it. Raises Misconfigured if it cannot be used."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise unusable(error) from error
    return settings.data_dir


def usable_folder(settings: Settings, *, makes: bool) -> None:
    """Return DATA_DIR; it is created if `makes`, and must exist otherwise. Raises NotFound."""
    from tools.tickets.database_file import DATABASE

    if not makes and settings.store_backend is Backend.EMBEDDED and not (settings.data_dir / DATABASE).exists():
        raise NotFound(
            f"there are no incidents in {settings.data_dir.resolve()}: set DATA_DIR to the server's folder, "
            "or name a server with --api"
        )
    make_folder(settings)
