"""Values before their name: `{"value": "…", "name": "DB_PASSWORD"}`, `- value: …` with `name:` below."""

from collections.abc import Iterator

from tools import deferred_re as re
from tools.text.redaction.checks import is_empty
from tools.text.redaction.keyed import named
from tools.text.redaction.lowered import lowered
from tools.text.redaction.rule import Span, words

# A text with such a pair contains one of these words.
PAIR_WORDS = words("value")
_PAIR = re.compile(
    r"value(?<![a-z]value)\\{0,7}[\"']?\s{0,3}[:=]\s{0,3}"
    r"(?:\\{0,7}[\"'](?P<quoted>[^\"'\r\n\\]{2,200}+)\\{0,7}[\"']|(?P<bare>[^\s\"',;\\]{3,200}+))\s{0,3},?\s{0,40}"
    r"\\{0,7}[\"']?(?:name|key|id)\\{0,7}[\"']?\s{0,3}[:=]\s{0,3}\\{0,7}[\"']?(?P<name>[\w.-]{3,64}+)"
)


def paired(text: str) -> Iterator[Span]:
    """The values that are followed by a secret's name."""
    for pair in _PAIR.finditer(lowered(text)):
        start, end = pair.span("quoted" if pair["quoted"] else "bare")
        known = named(text[pair.start("name") : pair.end("name")])
        if known is not None and not is_empty(text[start:end]):
            yield Span(start, end, known[0])
