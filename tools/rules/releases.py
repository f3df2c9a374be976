"""Is one release older than another? Semantic versioning first, then PEP 440; what does not parse is ignored."""

from functools import lru_cache
from typing import TYPE_CHECKING

from tools import deferred_re as re

if TYPE_CHECKING:  # both are loaded when two releases are compared
    from packaging.version import Version
    from semver import Version as SemanticVersion

MAX_LENGTH = 100
COMMIT_HASH = re.compile(r"[0-9a-f]{7,40}")


@lru_cache(maxsize=1024)
def older(release: str | None, fixed: str | None) -> bool:
    """True if both parse under one scheme and `release` sorts before `fixed`. False if either is unknown."""
    if not release or not fixed:
        return False
    pair = _semantic(release), _semantic(fixed)
    if pair[0] is not None and pair[1] is not None:
        return pair[0] < pair[1]
    plain = _pep440(release), _pep440(fixed)
    return plain[0] is not None and plain[1] is not None and plain[0] < plain[1]


def _semantic(text: str) -> "SemanticVersion | None":
    from semver import Version as SemanticVersion

    bare = text.strip().removeprefix("v")
    if len(bare) > MAX_LENGTH or not SemanticVersion.is_valid(bare):
        return None
    return SemanticVersion.parse(bare)


def _pep440(text: str) -> "Version | None":
    from packaging.version import InvalidVersion, Version

    bare = text.strip()
    # A short commit hash may consist of digits only; compared as a number, its order would be chance.
    if len(bare) > MAX_LENGTH or COMMIT_HASH.fullmatch(bare):
        return None
    try:
        return Version(bare)
    except InvalidVersion:
        return None
