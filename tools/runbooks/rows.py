"""The rows that a runbook store keeps for a document: sections and names, with their vectors."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from tools.errors import InvalidRequest
from tools.nouns.knowledge import PATH_SEPARATOR, TITLE, Runbook, SectionRow
from tools.nouns.redacted import Redacted, derived
from tools.ports import Embedder
from tools.runbooks.sections import Passage, split
from tools.text.words.identifiers import name_key, spaced

MAXIMUM_SECTIONS = 1000


async def rows_of(runbook: Runbook, embedder: Embedder) -> list[SectionRow]:
    """Return the rows of a document: its sections in reading order, then one of kind TITLE per name of it.

    Raises InvalidRequest for a document with more than MAXIMUM_SECTIONS, Overloaded or Unavailable without vectors.
    """
    passages = await asyncio.to_thread(split, runbook)
    if len(passages) > MAXIMUM_SECTIONS:
        raise InvalidRequest(f"more than {MAXIMUM_SECTIONS} sections: split it into one file per problem")
    filed = [(passage.section, passage.name, _readable(passage)) for passage in passages]
    filed += [
        (replace(passage.section, kind=TITLE, text=name), passage.name, derived(spaced(name)))
        for passage in {passage.name: passage for passage in passages}.values()
        for name in _names(passage)
    ]
    vectors = await embed_by_length([text for _, _, text in filed], embedder)
    return [
        SectionRow(section, vector, name, runbook.source)
        for (section, name, _), vector in zip(filed, vectors, strict=True)
    ]


async def embed_by_length(texts: Sequence[Redacted], embedder: Embedder) -> list[bytes]:
    """Embed texts of similar length together, which wastes no padding; return the vectors in the texts' order."""
    order = sorted(range(len(texts)), key=lambda position: len(texts[position]))
    vectors = await embedder.embed([texts[position] for position in order])
    back = dict(zip(order, vectors, strict=True))
    return [back[position] for position in range(len(texts))]


def _names(passage: Passage) -> list[Redacted]:
    """Return the names of a passage: for a document its title and file name, for a playbook's chapter its alert."""
    names = [passage.name]
    if passage.name == passage.section.title:
        names.append(derived(passage.section.runbook_id.rsplit("/", 1)[-1]))
    return list({name_key(name): name for name in reversed(names)}.values())


def _readable(passage: Passage) -> Redacted:
    """Return the text to embed, with the name in front, since a section alone rarely says what it is about."""
    heading = passage.section.heading.split(PATH_SEPARATOR)[-1]
    front = [spaced(name) for name in dict.fromkeys((passage.name, heading))]
    return derived(". ".join([*front, passage.section.text]))
