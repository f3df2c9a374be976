"""The tensors in a safetensors file."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Tensor = NDArray[Any]
KINDS = {"F32": "<f4", "I8": "i1"}
"""numpy's names for the element types that are read."""


def open_tensors(path: Path) -> dict[str, Tensor]:
    """Return every float32 and int8 tensor of a safetensors file by name.

    They are views into a memory map, paged in on first use.
    Format: u64 header length, JSON header, raw little-endian data.
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
    data = np.memmap(path, np.uint8, "r", offset=8 + length)
    return {
        name: data[slice(*entry["data_offsets"])].view(KINDS[entry["dtype"]]).reshape(entry["shape"])
        for name, entry in header.items()
        if entry.get("dtype") in KINDS
    }
