"""What people write around lines that they quote in a chat: marks of a quotation, fences of code."""

from collections.abc import Sequence

from tools import deferred_re as re

# `> Traceback …`; but `> 12 | const x` points at a line of a program.
_QUOTED = re.compile(r"(?:> ?){1,5}(?! {0,8}\d{1,6} \|)")
_FENCE = "```"
# So many lines in front of a quotation are what somebody says about it.
_MOST_SAID = 3


def quotation(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """(what somebody says in front, the lines that they quote); ([], []) where nobody quotes."""
    fences = [place for place, line in enumerate(lines) if line.lstrip().startswith(_FENCE)]
    if fences and fences[0] <= _MOST_SAID:
        end = fences[1] if len(fences) > 1 else len(lines)
        opening = lines[fences[0]].strip().removeprefix(_FENCE)  # words behind the marks, not a language's name
        first = [opening] if " " in opening else []
        return list(lines[: fences[0]]), [*first, *lines[fences[0] + 1 : end]]
    marks = [_QUOTED.match(line) for line in lines]
    start = next((place for place, mark in enumerate(marks) if mark), -1)
    if not 0 < start <= _MOST_SAID:
        return [], []
    return list(lines[:start]), [line[mark.end() :] for line, mark in zip(lines, marks, strict=True) if mark]
