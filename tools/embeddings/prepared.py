"""What the first start would make, prepared in an image, where the root is read-only and starts must be quick.

It is in a folder beside the model's weights: the int8 weights, the graphs, the proof that the weights were checked, and
vectors of texts that every store asks for first.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from tools.embeddings.weights import PREPARED, REVISION, write_atomically
from tools.settings import Precision

DIGEST_BYTES, VECTOR_BYTES = 32, 384 * 4


def home_of(folder: Path, cache: Path) -> Path:
    """Return the folder for what is made from the weights in `folder`: the prepared one beside them, else `cache`."""
    prepared = folder / PREPARED
    return prepared if prepared.is_dir() else cache


class KnownVectors:
    """Vectors that need no model, by their texts."""

    def __init__(self, vectors: Mapping[bytes, bytes]) -> None:
        """`vectors` are by the SHA-256 of the text in UTF-8."""
        self._vectors = vectors

    @classmethod
    def read(cls, home: Path, precision: Precision) -> "KnownVectors":
        """Read those of a prepared folder; none if nothing is prepared."""
        path = _path(home, precision)
        data, step = path.read_bytes() if path.is_file() else b"", DIGEST_BYTES + VECTOR_BYTES
        entries = [data[start : start + step] for start in range(0, len(data), step)]
        return cls({entry[:DIGEST_BYTES]: entry[DIGEST_BYTES:] for entry in entries})

    def get(self, text: str) -> bytes | None:
        """Return the text's vector, if it is known."""
        return self._vectors.get(_digest(text)) if self._vectors else None


def write_vectors(home: Path, precision: Precision, vectors: Mapping[str, bytes]) -> None:
    """Store these vectors, by their texts."""
    write_atomically(_path(home, precision), b"".join(_digest(text) + vector for text, vector in vectors.items()))


def _path(home: Path, precision: Precision) -> Path:
    return home / f"minilm-{REVISION[:7]}-{precision}.vectors"


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
