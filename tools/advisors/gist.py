"""What a paragraph says of the problem, without the messages it lists for recognition. Pure."""

import re

# Code spans whole, so that a stop inside one ends nothing; every character has one way to be read.
_SENTENCE = re.compile(r"(?:`[^`]*(?:`|\Z)|[^`.!?]|[.!?](?!\s))+[.!?]*\s*")
LISTED = 3  # two may be compared ("`a` or `b`"); three are a list


def gist(paragraph: str) -> str:
    """The sentences with fewer than LISTED code spans; all of it when nothing else is said.

    Runbooks list error messages and alert names so that they are found; whoever reads the advice has just seen one.
    """
    told = [sentence for sentence in _SENTENCE.findall(paragraph) if sentence.count("`") < 2 * LISTED]
    return "".join(told).strip() or paragraph
