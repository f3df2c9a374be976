"""MiniLM's dense layers in eight bits, made from the checked fp32 weights: the same bytes on every machine.

Only multiplications by weights use int8. Each column of a matrix has a scale of its own (one scale for a whole matrix
costs .04 of a cosine).
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from tools.embeddings.tensors import Tensor, open_tensors
from tools.embeddings.weights import REVISION, write_atomically
from tools.errors import Misconfigured

LARGEST = 63
"""Seven bits of the eight. A processor without VNNI adds two products of an unsigned and a signed byte in sixteen bits:
2 × 255 × 63 fits, 2 × 255 × 127 is cut off, and every vector would depend on the machine."""
SHA256 = "13beda1592f85f01dd7e3993c662b4bf680c1b30d7c0b80ce1123756c4ef8d2b"
"""The digest of the whole file. The rounding is element-by-element IEEE arithmetic, so there is one correct result."""


def quantised(weights: Mapping[str, Tensor], cache: Path) -> dict[str, Tensor]:
    """Return each dense layer's `NAME.weight` (in, out) in int8 and `NAME.scale` (out), mapped from a file in `cache`.

    The file is made at the first start, and again whenever it is not the expected one. Raises Misconfigured if even a
    newly made file is not.
    """
    path = cache / f"minilm-{REVISION[:7]}-int8.safetensors"
    if not _is_expected(path):
        write_atomically(path, _serialised(_rounded(weights)))
        if not _is_expected(path):
            raise Misconfigured("EMBEDDINGS_PRECISION: int8 weights come out wrong on this machine; set it to fp32")
    return open_tensors(path)


def _is_expected(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == SHA256


def _rounded(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    found: dict[str, Tensor] = {}
    for name, matrix in sorted(weights.items()):
        if matrix.ndim == 2:
            columns = np.ascontiguousarray(matrix.T, np.float32)
            scale = np.abs(columns).max(axis=0) / np.float32(LARGEST)
            found[name] = np.rint(columns / scale).astype(np.int8)
            found[f"{name.removesuffix('weight')}scale"] = scale
    return found


def _serialised(tensors: Mapping[str, Tensor]) -> bytes:
    """Return a safetensors file: see `open_tensors`."""
    header: dict[str, dict[str, object]] = {}
    data = b""
    for name, tensor in tensors.items():
        begin, data = len(data), data + tensor.tobytes()
        kind = {np.dtype(np.int8): "I8", np.dtype(np.float32): "F32"}[tensor.dtype]
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [begin, len(data)]}
    head = json.dumps(header, separators=(",", ":")).encode()
    head += b" " * (-len(head) % 8)
    return len(head).to_bytes(8, "little") + head + data
