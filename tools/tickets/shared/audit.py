"""The audit log's chain: each line's digest covers the line and the digest before it."""

import hashlib

import orjson

from tools.nouns.accounts import AuditEntry, AuditLine


def next_line(before: str, seq: int, at: float, entry: AuditEntry) -> AuditLine:
    """The line that follows the one with the digest `before` ("": it is the first)."""
    texts = (entry.tenant, entry.actor, entry.action.value, entry.subject, orjson.dumps(dict(entry.detail)).decode())
    return AuditLine(seq, at, *texts, _digest(before, at, texts))


def is_chained(before: str, line: AuditLine) -> bool:
    """False if this line was changed, or if a line before it was changed, added or removed."""
    texts = (line.tenant, line.actor, line.action, line.subject, line.detail)
    return line.digest == _digest(before, line.at, texts)


def _digest(before: str, at: float, texts: tuple[str, ...]) -> str:
    return hashlib.sha256(orjson.dumps([before, at, *texts])).hexdigest()
