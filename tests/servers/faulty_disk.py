"""A disk that can be cut off or filled: builds the shim, and rebuilds a folder as a power cut would have left it."""

import os
import random
import shutil
import struct
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_suffix(".c")
HEAD = struct.Struct("=4Q")
SECTOR = 512


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing done to a file. `kind`: w(rite), t(runcate), s(ync), u(nlink); `size` is the new length of a truncate."""

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


def build(folder: Path) -> Path:
    """Compile the shim; skips the test where there is no C compiler or SQLite is not a shared library."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        pytest.skip("the faulty disk is a C shim and there is no C compiler")
    library = folder / "faulty_disk.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl"], check=True)
    return library


def environment(
    library: Path, root: Path, *, journal: Path | None = None, faults: Path | None = None
) -> dict[str, str]:
    """The environment of a process that uses the faulty disk for everything below `root`."""
    variables = {"LD_PRELOAD": str(library), "FAULTY_DISK_ROOT": str(root.resolve())}
    variables |= {"FAULTY_DISK_JOURNAL": str(journal)} if journal else {}
    variables |= {"FAULTY_DISK_FAULTS": str(faults)} if faults else {}
    return {**os.environ, **variables}


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


def after_power_cut(done: Sequence[Operation], chance: float, rng: random.Random) -> dict[Path, bytes]:
    """The files as they may be found when the power fails after these operations.

    Everything before a file's last sync is there. Of what came after it each 512-byte sector, truncate or unlink
    happened to reach the disk with probability `chance`: 0 drops them all, between 0 and 1 tears writes apart.
    An empty file is left out: to SQLite it is the same as none.
    """
    files: defaultdict[Path, DiskFile] = defaultdict(DiskFile)
    for operation in done:
        file = files[operation.path]
        if operation.kind != "s":
            file.floating.append(operation)
            continue
        for each in file.floating:
            _apply(file.certain, each, 1.0, rng)
        file.floating.clear()
    for file in files.values():
        for each in file.floating:
            _apply(file.certain, each, chance, rng)
    return {path: bytes(file.certain) for path, file in files.items() if file.certain}


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
