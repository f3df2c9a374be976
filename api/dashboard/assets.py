"""Scripts, styles and images of the pages: read once, and named by content, so that browsers can cache them forever."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

BASE = "/ui/assets/"
_TYPES = {
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as sent to browsers."""

    name: str
    """The file name with a part of the digest: `pages-0123456789ab.css`."""
    media_type: str
    body: bytes
    zipped: bytes

    @property
    def address(self) -> str:
        """Its address in pages."""
        return BASE + self.name


@dataclass(frozen=True, slots=True)
class Assets:
    """All files, by file name and by the name in addresses."""

    by_file: dict[str, Asset]
    by_name: dict[str, Asset]


@cache
def assets() -> Assets:
    """Everything in `static/`. The first call reads files, which takes a few milliseconds."""
    found = {each.name: _asset(each) for each in _files(files("api.dashboard").joinpath("static"))}
    return Assets(found, {each.name: each for each in found.values()})


def _files(folder: Traversable) -> list[Traversable]:
    inside = [each for each in folder.iterdir() if not each.name.startswith(".")]
    below = [found for each in inside if each.is_dir() for found in _files(each)]
    return [each for each in inside if each.is_file() and each.name.rpartition(".")[2] in _TYPES] + below


def _asset(file: Traversable) -> Asset:
    body = file.read_bytes()
    stem, _, kind = file.name.rpartition(".")
    name = f"{stem}-{hashlib.sha256(body).hexdigest()[:12]}.{kind}"
    return Asset(name, _TYPES[kind], body, gzip.compress(body, 9, mtime=0))
