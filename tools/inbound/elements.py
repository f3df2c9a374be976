"""XML as an object: elements and attributes by their names, as if the sender had written JSON.

A body with a document type declaration is not read, so no entity is ever defined or expanded.
"""

from dataclasses import dataclass, field
from xml.parsers import expat

# What real senders stay far below.
_DEPTH, _ELEMENTS = 20, 5_000


class _NotRead(Exception):
    """The document declares a type, is too deep or is too large."""


@dataclass(slots=True)
class _Element:
    """An element that is still open: its fields, and the text between them."""

    name: str
    fields: dict[str, object] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    def add(self, name: str, value: object) -> None:
        """A name that comes again makes a list."""
        held = self.fields.get(name)
        if held is None:
            self.fields[name] = value
        elif isinstance(held, list):
            held.append(value)
        else:
            self.fields[name] = [held, value]

    @property
    def value(self) -> object:
        text = "".join(self.texts).strip()
        if not self.fields:
            return text
        return {**self.fields, "text": text} if text and "text" not in self.fields else self.fields


class _Builder:
    """Receives what expat finds."""

    def __init__(self) -> None:
        self._open = [_Element("")]
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) > _DEPTH or self._count > _ELEMENTS:
            raise _NotRead
        element = _Element(_local(name))
        for key, text in attributes.items():
            if key.partition(":")[0] != "xmlns":
                element.add(_local(key), text)
        self._open.append(element)

    def end(self, _name: str) -> None:
        element = self._open.pop()
        self._open[-1].add(element.name, element.value)

    def text(self, text: str) -> None:
        self._open[-1].texts.append(text)

    def refuse(self, *_: object) -> None:
        raise _NotRead

    @property
    def found(self) -> object:
        return self._open[0].value


def object_in(text: str) -> dict[str, object]:
    """The content of a text that declares to be XML, without the elements that only wrap it; {} for any other text.

    `<Envelope><Body><Alert><Title>a</Title></Alert></Body></Envelope>` is {"Title": "a"}.
    """
    if text[:6] != "<?xml ":
        return {}
    builder, parser = _Builder(), expat.ParserCreate("utf-8")  # whatever it declares: it is decoded
    parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = builder.text, builder.refuse
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except (expat.ExpatError, _NotRead):
        return {}
    found = builder.found
    while isinstance(found, dict) and len(found) == 1 and isinstance(inner := next(iter(found.values())), dict):
        found = inner
    return found if isinstance(found, dict) else {}


def _local(name: str) -> str:
    """`soapenv:Body` is "Body"."""
    return name.rpartition(":")[2]
