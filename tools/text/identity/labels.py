"""Which labels of a structured alert say what it is about; the rest describes one instance or the sender."""

import re

from tools.nouns.redacted import Labels
from tools.text.words.lexicon import section

ALERT_LABELS = section("labels alert")
RESOURCE_LABELS = section("labels resource")
INSTANCE_LABELS = section("labels instance")
_STEM = re.compile(r"[A-Za-z]+(?:[-_][A-Za-z]+)*")
# What a deployment adds to its pods: "web-7d4b9c6f5d-x2x9k" → "web".
_HASH_TAIL = re.compile(r"(?:-[a-z0-9]*\d[a-z0-9]*)+(?:-[a-z0-9]{5})?$")


def identity_labels(labels: Labels) -> dict[str, str]:
    """Lower-case label → value for labels that are identity; of an instance only its group ("db-01" → "db")."""
    found: dict[str, str] = {}
    for name, value in labels.items():
        lower = name.lower()
        if lower in ALERT_LABELS or lower in RESOURCE_LABELS:
            found[lower] = str(value)
        elif lower in INSTANCE_LABELS:
            group = host_group(str(value))
            if group:
                found[lower] = group
    return found


def host_group(name: str) -> str:
    """The letters before the first ordinal or hash: "db-01.prod:9100" → "db", "10.0.0.1" → ""."""
    first = name.split(".", 1)[0].split(":", 1)[0].lower()
    stem = _STEM.match(_HASH_TAIL.sub("", first))
    return stem[0] if stem else ""
