"""Normalises the spelling of commands: look-alike letters, split and quoted words, hidden characters. Pure."""

import re
import unicodedata

from tools.text.visible import visible

# Letters of other scripts that look like Latin ones, from Unicode's table of confusables (UTS 39); replaced in words
# that also have Latin letters, or that stand where a command does, so that other languages stay readable.
_LOOK_ALIKES = str.maketrans(
    "аеорсухіѕјԁһкмтвнгЅАВЕКМНОРСТХІЈαοιρτυνκΑΒΕΖΗΙΚΜΝΟΡΤΥΧ‐‑‒–—−＂“”‘’",
    'aeopcyxisjdhkmtbhrSABEKMHOPCTXIJaoiptuvkABEZHIKMNOPTYX------"""\'\'',
)
_MIXED = re.compile(
    r"(?<!\S)\S{0,64}(?:[A-Za-z][\u0370-\u04ff]|[\u0370-\u04ff][A-Za-z])\S{0,64}|(?<!\S)[\u0370-\u04ff]{1,3}[A-Za-z]?(?=\s-)"
)
_IFS = re.compile(r"\$\{?IFS\}?(?:\$\d)?|\$'\\t'")
_SPLIT = re.compile(r"(?<=[A-Za-z])(?:\\|''|\"\"|``|\^)(?=[A-Za-z])")
_QUOTED_WORD = re.compile(r"([\"'])([\w./-]{1,40})\1")
_ECHOED = re.compile(
    r"\$\((?:echo|printf) [\"']?([\w./ -]{1,40})[\"']?\)|`(?:echo|printf) [\"']?([\w./ -]{1,40})[\"']?`"
)
_NUMBERED = re.compile(r"\\(?:x([0-9a-fA-F]{2})|([0-3]?[0-7]{2}))")
_MOST_NAMES = 8
# A shell joins the halves of a word; between two words there is a blank on at least one side.
_JOINED_WORD = re.compile(r"(?<=[A-Za-z])\\\n(?=[A-Za-z])")
_JOINED_LINE = re.compile(r"\\\n")
_COMMENT = re.compile(r"/\*[^*\n]{0,64}\*/")
_TAB = re.compile(r"\\t(?=[-/~.])")
# `b=rm; $b -rf /`: a word that was first assigned to a variable.
_NAMED = re.compile(r"(?:^|[\n;&]) ?(\w{1,16})=([\"']?)([\w./-]{1,40})\2(?= ?[;\n&])")
_BLANKS = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n[ \n]*")


def plain(text: str) -> str:
    """Return the text line by line, in Latin letters, without invisible characters."""
    folded = visible(unicodedata.normalize("NFKC", text))
    if not folded.isascii():
        folded = _MIXED.sub(lambda word: word[0].translate(_LOOK_ALIKES), folded)
    lines = _BLANKS.sub(" ", _JOINED_LINE.sub(" ", _JOINED_WORD.sub("", _COMMENT.sub(" ", folded))))
    return _EMPTY_LINES.sub("\n", lines)


def unfolded(text: str) -> str:
    """Return a plain text with words joined as a shell would join them; unchanged if there are none."""
    if not any(sign in text for sign in "\\\"'$^`"):
        return text
    whole = _TAB.sub(" ", _IFS.sub(" ", text))
    for name, _, value in _NAMED.findall(whole)[:_MOST_NAMES]:
        whole = re.sub(rf"\$\{{?{name}\b\}}?", value.replace("\\", r"\\"), whole)
    whole = _ECHOED.sub(lambda said: said[1] or said[2], whole)
    whole = _NUMBERED.sub(lambda sign: chr(int(sign[1], 16) if sign[1] else int(sign[2], 8)), whole)
    whole = _SPLIT.sub("", whole)
    return _BLANKS.sub(" ", _QUOTED_WORD.sub(r"\2", whole))
