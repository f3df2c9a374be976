"""Read a safetensors file without loading it: the tensors are views into a memory map, paged in on first use."""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def open_tensors(path: Path) -> dict[str, NDArray[np.float32]]:
    """Every float32 tensor by name. Format: u64 header length, JSON header, raw little-endian data."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
    data = np.memmap(path, np.uint8, "r", offset=8 + length)
    return {
        name: data[slice(*entry["data_offsets"])].view("<f4").reshape(entry["shape"])
        for name, entry in header.items()
        if entry.get("dtype") == "F32"
    }
