"""Cuts the places that rules found out of the source of a reading."""

from collections.abc import Iterator

from tools.text.redaction.escapes import Reading
from tools.text.redaction.placeholder import PLACEHOLDER, placeholder
from tools.text.redaction.rule import Span


def cut(source: str, reading: Reading | None, spans: list[Span]) -> str:
    """The source with every place replaced. The kind of the first rule names overlapping places.

    `reading`: None if the source is its own reading.
    """
    read_text = source if reading is None else reading.text
    kept = [Span(*found.span(), found[0]) for found in PLACEHOLDER.finditer(read_text)]
    parts: list[str] = []
    at = 0
    for span in _merged(spans, kept):
        start, end, kind = span
        if reading is not None:
            start, end = reading.origin(start), reading.origin(end)
        parts += (source[at:start], placeholder(kind))
        at = end
    parts.append(source[at:])
    return "".join(parts)


def _merged(spans: list[Span], kept: list[Span]) -> Iterator[Span]:
    """The places in order, overlapping ones joined. A placeholder stays, unless something around it must be cut too."""
    ranked = sorted((span.start, -span.end, rank) for rank, span in enumerate(spans))
    inside = iter(kept)
    mark = next(inside, None)
    start = end = rank = -1
    for first, last, number in ((begin, -negative, order) for begin, negative, order in ranked):
        while mark is not None and mark.end <= first:
            mark = next(inside, None)
        if mark is not None and mark.start <= first and last <= mark.end:
            continue
        if first < end:
            end, rank = max(end, last), min(rank, number)
            continue
        if end >= 0:
            yield Span(start, end, spans[rank].kind)
        start, end, rank = first, last, number
    if end >= 0:
        yield Span(start, end, spans[rank].kind)
