"""Detects network file systems, where SQLite's locks and write-ahead log cannot be relied on."""

import re
from pathlib import Path

NETWORK = re.compile(
    r"(?:fuse\.)?(?:nfs\d?|cifs|smb\d?|smbfs|ncpfs|afs|ceph|glusterfs|lustre|beegfs|gpfs|sshfs|s3fs|davfs|rclone|9p)"
)
MOUNTS = Path("/proc/self/mountinfo")


def network_file_system(folder: Path, mounts: Path = MOUNTS) -> str | None:
    """The kind of network file system that a folder is on; None for a disk, or if the kind is unknown."""
    try:
        told = mounts.read_text("utf-8", "replace")
    except OSError:
        return None
    found = max(
        ((point, kind) for point, kind in map(_mount, told.splitlines()) if _is_below(folder.resolve(), point)),
        key=lambda mount: len(mount[0].parts),
        default=None,
    )
    return found[1] if found and NETWORK.fullmatch(found[1]) else None


def _mount(line: str) -> tuple[Path, str]:
    """(mount point, kind) of a line; proc(5) says how they are written."""
    before, _, after = line.partition(" - ")
    fields, kinds = before.split(), after.split()
    if len(fields) < 5 or not kinds:
        return Path("//nowhere"), ""
    point = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[4])
    return Path(point), kinds[0]


def _is_below(folder: Path, point: Path) -> bool:
    return folder.is_relative_to(point)
