"""What the product is compared with, computed in the same run: simple rules and the usual tools."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.embeddings.encoder import Encoder
from tools.embeddings.weights import find_weights
from tools.nouns.redacted import stored
from tools.nouns.reports import Profile, Report
from tools.settings import Precision, Settings
from tools.text.identity.fingerprint import profile_of

DRAINS = (0.4, 0.7)
_WORD = re.compile(r"[A-Za-z]{2,}")
_MASKS = (
    re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"),
    re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b"),
    re.compile(r"\b0x[0-9a-fA-F]+\b"),
    re.compile(r"\S*\d\S*"),
)


def profile_of_log(log: str, service: str) -> Profile:
    """Return the profile of a bare log line, without labels or environment, as the public sets provide it."""
    return profile_of(Report("r", "public", stored(service), stored(log), 0.0))


def headless(log: str) -> str:
    """Return the line without its header, so that timestamps hurt no baseline."""
    return profile_of_log(log, "public").message


def plain_fingerprint(message: str) -> str:
    """Mask every token with a digit: the usual hand-written fingerprint."""
    for mask in _MASKS:
        message = mask.sub("<*>", message)
    return re.sub(r"\s+", " ", message).strip()


def has_drain() -> bool:
    """False if drain3 (a development dependency) cannot be imported; then its rows are left out, with a note."""
    try:
        import drain3  # noqa: F401 - only asks whether it can be had
    except ImportError:
        return False
    return True


class Drain:
    """drain3 with every value masked beforehand, one tree per service."""

    def __init__(self, similarity: float) -> None:
        from drain3 import TemplateMiner
        from drain3.template_miner_config import TemplateMinerConfig

        config = TemplateMinerConfig()
        config.drain_sim_th = similarity
        self._plant: Callable[[], Any] = partial(TemplateMiner, config=config)
        self._trees: dict[str, Any] = {}

    def key(self, service: str, message: str) -> str:
        """Return the cluster of the message; the tree learns from it."""
        if service not in self._trees:
            self._trees[service] = self._plant()
        masked = plain_fingerprint(message).replace("<*>", "<:VALUE:>")
        return f"{service}/{self._trees[service].add_log_message(masked)['cluster_id']}"


def drained_as_one(similarity: float, one: str, other: str) -> bool:
    """True if a fresh tree that sees one message and then the other puts both in one cluster."""
    tree = Drain(similarity)
    return tree.key("pair", one) == tree.key("pair", other)


def words(text: str) -> frozenset[str]:
    """Return the lower-case words of a text, without values."""
    return frozenset(word.lower() for word in _WORD.findall(plain_fingerprint(text)))


def inverse_frequencies(texts: Sequence[str]) -> Mapping[str, float]:
    """Return ln(N / n) of each word over these texts."""
    counts: dict[str, int] = {}
    for text in texts:
        for word in words(text):
            counts[word] = counts.get(word, 0) + 1
    return {word: log(len(texts) / count) for word, count in counts.items()}


def weighted_jaccard(left: str, right: str, weights: Mapping[str, float]) -> float:
    """Return the shared weight divided by the total weight."""
    ours, theirs = words(left), words(right)
    total = sum(weights.get(word, 0.0) for word in ours | theirs)
    return sum(weights.get(word, 0.0) for word in ours & theirs) / total if total else 0.0


def vectors(texts: Sequence[str], precision: Precision | None = None) -> Mapping[str, NDArray[np.float32]]:
    """Return unit MiniLM vectors of the distinct texts, as the product does; None uses the configured precision."""
    encoder = _encoder(precision or Settings().embeddings_precision)
    return {text: encoder.vector(encoder.tokens(text)) for text in dict.fromkeys(texts)}


@lru_cache(maxsize=len(Precision))
def _encoder(precision: Precision) -> Encoder:
    settings = Settings()
    cache = settings.data_dir / "models"
    return Encoder(find_weights(settings.minilm_path, cache), cache, precision)
