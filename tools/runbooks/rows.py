"""What a runbook store keeps of a document: plain rows with their vectors, and how they are read back."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from tools.errors import InvalidRequest
from tools.nouns.knowledge import Runbook, Section
from tools.nouns.redacted import Redacted, derived
from tools.ports import Embedder
from tools.runbooks.sections import PATH_SEPARATOR, Passage, split
from tools.runbooks.words import key, spaced

TITLE = "title"
MAXIMUM_SECTIONS = 1000
Row = Mapping[str, Any]
_FIELDS = tuple(field.name for field in fields(Section))


async def rows_of(runbook: Runbook, embedder: Embedder) -> list[tuple[Row, bytes]]:
    """Rows of a document with their vectors: its sections in reading order, then one of kind "title" per name.

    A row has the fields of Section, the `name` its entry goes by, the runbook's `source` and, in a title row, the name
    as `text`. Raises InvalidRequest for a document of more than MAXIMUM_SECTIONS.
    """
    passages = await asyncio.to_thread(split, runbook)
    if len(passages) > MAXIMUM_SECTIONS:
        raise InvalidRequest(f"more than {MAXIMUM_SECTIONS} sections: split it into one file per problem")
    rows = [_row(passage, runbook.source) for passage in passages]
    texts = [_readable(passage) for passage in passages]
    for passage in {passage.name: passage for passage in passages}.values():
        for name in _names(passage):
            rows.append(_row(passage, runbook.source) | {"kind": TITLE, "text": name})
            texts.append(derived(spaced(name)))
    return list(zip(rows, await embed_by_length(texts, embedder), strict=True))


async def embed_by_length(texts: Sequence[Redacted], embedder: Embedder) -> list[bytes]:
    """Embed texts of like length together, which wastes no padding; the order of the answer is that of the texts."""
    order = sorted(range(len(texts)), key=lambda position: len(texts[position]))
    vectors = await embedder.embed([texts[position] for position in order])
    back = dict(zip(order, vectors, strict=True))
    return [back[position] for position in range(len(texts))]


def section_of(row: Row) -> Section:
    """The section a row was made of."""
    return Section(**{name: row.get(name) for name in _FIELDS})  # type: ignore[arg-type]  # rows are ours, by `_row`


def row_id(row: Row, vector: bytes) -> str:
    """runbook#anchor#version of a row, digested: the version is that of its vector, and of whatever made it."""
    runbook_id, _, anchor = str(row["citation"]).partition("#")
    parts = (runbook_id.encode("utf-8", "surrogatepass"), anchor.encode("utf-8", "surrogatepass"), vector)
    return "#".join(hashlib.sha256(part).hexdigest()[:16] for part in parts)


def _names(passage: Passage) -> list[str]:
    """A document answers to its title and its file name, a chapter of a playbook to its alert."""
    names = [passage.name]
    if passage.name == passage.section.title:
        names.append(passage.section.runbook_id.rsplit("/", 1)[-1])
    return list({key(name): name for name in reversed(names)}.values())


def _row(passage: Passage, source: str) -> dict[str, Any]:
    return asdict(passage.section) | {"name": passage.name, "source": source}


def _readable(passage: Passage) -> Redacted:
    """The text that is embedded: the name in front, since a section alone rarely says what it is about."""
    heading = passage.section.heading.split(PATH_SEPARATOR)[-1]
    front = [spaced(name) for name in dict.fromkeys((passage.name, heading))]
    return derived(". ".join([*front, passage.section.text]))
