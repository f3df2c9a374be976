"""Quotes: quoted prose is kept as prose, a quoted name becomes one value, and a state word is never hidden."""

from tools import deferred_re as re
from tools.text.identity.mask import EDGES, QUOTED_NAME, SPACE_INSIDE, pieces_of, tells
from tools.text.words.lexicon import OPERATION_NOUNS, STATE_WORDS, section
from tools.text.words.vocabulary import known

_VERBS = section("verbs")
_ACCOUNT_NOUNS = section("account-nouns")
_OUTCOME_NOUNS = section("outcome-nouns")
_NAMING_KEYS = section("naming-keys")
_FIXED_NOUNS = section("fixed-nouns")
# 'FR', "B2": a code that identifies the thing, unless it is a state ("OK", "UP").
_SHORT_CODE = re.compile(r"[A-Z][A-Z0-9]{0,3}")
# With more words and a state among them, it is a sentence.
_NAME_WORDS = 3
# How many characters before a quote are examined: the longest of those nouns and the marks between.
NEAR = 16
_PLACEHOLDER = re.compile(r"\[REDACTED:[\w-]{1,40}\]")
# "…", '…' not inside a word ("can't") or after a backslash, `…` also closed by an apostrophe, as old Unix tools do.
_QUOTED = re.compile(r"\"([^\"\n]{0,300})\"|(?<![\w\\])'([^'\n]{1,300})'(?!\w)|`([^`'\n]{1,300})[`']")
# `{"timeout":10000,"disableResponse":false,"endpoint":null}`, and what among them states an outcome.
_OPTIONS = re.compile(r"\{(?:\s?\"[\w.-]{1,60}\":\s?(?:-?[\d.]{1,20}|true|false|null)\s?,?){3,60}\}")
_OUTCOME = re.compile(r"(?i)\"[\w.-]{0,50}(?:code|status|error|success|ok|state|result|exit)[\w.-]{0,8}\":\s?(?!null)")


def unquote(message: str) -> str:
    """Keep quoted prose as prose and turn a quoted name into one value; a quote never hides a state word."""
    if QUOTED_NAME in message:
        message = message.replace(QUOTED_NAME, " ")  # the mark is ours: nobody may hide a word behind it
    if "[REDACTED:" in message:
        message = _PLACEHOLDER.sub(f" {QUOTED_NAME}[REDACTED] ", message)
    if '":' in message:
        message = _OPTIONS.sub(_options, message)
    if '"' in message or "'" in message or "`" in message:
        return _QUOTED.sub(_unquoted, message)
    return message


def _options(found: re.Match[str]) -> str:
    """The options of a call, numbers and booleans alone, as one value; a code among them tells what happened."""
    return found[0] if _OUTCOME.search(found[0]) else "0"


def _before(found: re.Match[str]) -> str:
    """The word in front of the quote, in lower case."""
    near = found.string[max(found.start() - NEAR, 0) : found.start()].split()
    return near[-1].strip("=:([").lower() if near else ""


def _is_name(word: str, before: str) -> bool:
    """After "user", any word but a state is a name; after "result", none is; elsewhere, unknown words are names."""
    if before in _ACCOUNT_NOUNS or before in _NAMING_KEYS or _SHORT_CODE.fullmatch(word):
        return word.lower() not in STATE_WORDS and word not in _VERBS
    parts = pieces_of(word)
    return len(parts) == 1 and parts[0].kind == "w" and before not in _OUTCOME_NOUNS and not tells(parts[0])


def _is_operation(found: re.Match[str], word: str, before: str) -> bool:
    """`action 'compute.instances.get'`, `'orders.read' permission`: a name from code, whatever marks it has."""
    if not any(mark in word for mark in "./:") or "://" in word or word[0] in "/.":
        return False
    after = found.string[found.end() : found.end() + NEAR].split()
    return before in OPERATION_NOUNS or (bool(after) and after[0].strip(EDGES).lower() in OPERATION_NOUNS)


def _unquoted(found: re.Match[str]) -> str:
    inner = (found[1] or found[2] or found[3] or "").strip()
    if found.string[found.end() : found.end() + 1] == ":" and found.string[found.start() - 1 : found.start()] in (
        "{",
        ",",
    ):
        return f" {inner} "  # the name of a value in JSON
    words = inner.split()
    glue = "" if found.string[found.start() - 1 : found.start()] == "=" else " "
    if not words:
        return f"{glue}{QUOTED_NAME} "
    if len(words) == 1:
        before = _before(found)
        name = _is_name(words[0], before) or _is_operation(found, words[0], before)
        return f"{glue}{QUOTED_NAME}{words[0]} " if name else f"{glue}{inner} "
    if words[0] in _VERBS:
        return f"{glue}{inner} "
    before = _before(found)
    if before in _FIXED_NOUNS or (glue == "" and before in _NAMING_KEYS):  # `Sensor "CRAC 2 supply air"`
        return f"{QUOTED_NAME}{SPACE_INSIDE.join(words)} "
    bare = [word.strip(EDGES).lower() for word in words]
    prose = sum(1 for word in bare if known(word))
    if (prose * 2 >= len(words) and prose >= 2) or (len(words) > _NAME_WORDS and not STATE_WORDS.isdisjoint(bare)):
        return f"{glue}{inner} "
    return f"{glue}{QUOTED_NAME}" + SPACE_INSIDE.join(words) + " "
