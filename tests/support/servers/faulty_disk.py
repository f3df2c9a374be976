"""A disk that can be cut off or filled: builds the shim, and rebuilds a folder as a power cut would have left it."""

import os
import random
import shutil
import struct
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_suffix(".c")
HEAD = struct.Struct("=4Q")
SECTOR = 512


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation on a file. `kind`: w(rite), t(runcate), s(ync), u(nlink); `size`: the new length of a truncate."""

    kind: str
    path: Path
    offset: int
    size: int
    data: bytes


@dataclass(slots=True)
class DiskFile:
    """A file's content that a sync made certain, and what was written since."""

    certain: bytearray = field(default_factory=bytearray)
    floating: list[Operation] = field(default_factory=list)

    def sync(self) -> None:
        """The file itself was synced."""
        for each in self.floating:
            _apply(self.certain, each, 1.0, random.Random())
        self.floating.clear()

    def sync_name(self) -> None:
        """The file's folder was synced: it is certain now that an older file of this name is gone."""
        ends = [index for index, each in enumerate(self.floating) if each.kind == "u"]
        if ends:
            self.certain.clear()
            del self.floating[: ends[-1] + 1]


def build(folder: Path) -> Path:
    """Compile the shim; skips the test where there is no C compiler or SQLite is not a shared library."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        pytest.skip("the faulty disk is a C shim and there is no C compiler")
    library = folder / "faulty_disk.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl"], check=True)
    return library


def variables(library: Path, root: Path, *, journal: Path | None = None, faults: Path | None = None) -> dict[str, str]:
    """What makes a process use the faulty disk for everything below `root`."""
    chosen = {"LD_PRELOAD": str(library), "FAULTY_DISK_ROOT": str(root.resolve())}
    chosen |= {"FAULTY_DISK_JOURNAL": str(journal)} if journal else {}
    return chosen | ({"FAULTY_DISK_FAULTS": str(faults)} if faults else {})


def operations(journal: Path) -> Iterator[Operation]:
    """What the shim saw, in order."""
    data = journal.read_bytes()
    at = 0
    while at < len(data):
        code, path_length, offset, size = HEAD.unpack_from(data, at)
        at += HEAD.size
        path = Path(os.fsdecode(data[at : at + path_length]))
        at += path_length
        payload = data[at : at + size] if chr(code) == "w" else b""
        at += len(payload)
        yield Operation(chr(code), path, offset, size, payload)


class Disk:
    """Replays operations; at any point the power can fail. What a file's last sync covers is certain.

    A file's first sync makes its name certain too, as it does on ext4 and XFS.
    """

    def __init__(self) -> None:
        self._files: defaultdict[Path, DiskFile] = defaultdict(DiskFile)

    def do(self, operation: Operation) -> None:
        """One more operation."""
        file = self._files[operation.path]
        if operation.kind != "s":
            file.floating.append(operation)
            return
        file.sync()
        for path, other in self._files.items():
            if path.parent == operation.path:
                other.sync_name()

    def after_power_cut(self, chance: float, rng: random.Random) -> dict[Path, bytes]:
        """The files as they may be found when the power fails now; an empty file is left out, being the same as none.

        Of what came after a file's last sync each 512-byte sector, truncate or unlink happened to reach the disk with
        probability `chance`: 0 drops them all, between 0 and 1 tears writes apart.
        """
        found = {}
        for path, file in self._files.items():
            content = bytearray(file.certain)
            for each in file.floating:
                _apply(content, each, chance, rng)
            if content:
                found[path] = bytes(content)
        return found


def _apply(content: bytearray, operation: Operation, chance: float, rng: random.Random) -> None:
    if operation.kind == "w":
        _write(content, operation, chance, rng)
    elif rng.random() < chance:
        length = operation.size if operation.kind == "t" else 0
        del content[length:]
        content.extend(bytes(length - len(content)))


def _write(content: bytearray, operation: Operation, chance: float, rng: random.Random) -> None:
    step = SECTOR if chance < 1 else len(operation.data)
    for start in range(0, len(operation.data), step):
        if rng.random() >= chance:
            continue
        piece = operation.data[start : start + step]
        at = operation.offset + start
        content.extend(bytes(max(0, at + len(piece) - len(content))))
        content[at : at + len(piece)] = piece
