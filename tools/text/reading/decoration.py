"""Colours, typography and prefixes: what a terminal, an editor or a monitor adds to the same words."""

from unicodedata import normalize

from tools import deferred_re as re
from tools.inbound.words import WELL_MARKS
from tools.text.reading.wordings import in_one_wording

# ECMA-48 control sequences, such as "\x1b[1;31m".
_COLOUR = re.compile(r"\x1b\[[0-9;:?]{0,32}[@-~]")
# rsyslog writes a control character as "#" and three octal digits, and a line end as #012. The number of an
# order ("order #012") comes after a blank, a line end after the end of some text.
_ESCAPED_END = re.compile(r"(?<=[^\s#])#01[125]")
# What ClickHouse puts in front of addresses in its own binary.
_OWN_STACK = re.compile(r"[,.]? ?\bStack trace(?: \(when copying this message[^)\n]{0,80}\))?:\s*(?=\d{1,3}\. |$)")
_ESCAPED = re.compile(r"#0([0-3][0-7])")
# `:rotating_light: `, as chats write an emoji.
_SHORTCODE = re.compile(r"^(?::[a-z][a-z0-9_+-]{1,40}: ?){1,4}(?=\S)")
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u2032", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2008\u2009\u3000", " "),
        "\u202f": "",  # the narrow blank only occurs inside numbers
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", ""),
        "\u2026": "...",
    }
)
# `[prod] `, `[P1][shop] `: tags in front of an alert prefix; they are part of the message.
_TAGS = r"(?P<tags>(?:\[[^\]\n]{1,40}\] ?){1,2})?"
# How monitors announce a problem: `[FIRING:2] `, `[Triggered on {host:web-1}] `, `** PROBLEM Service Alert: `.
_CALL = re.compile(
    r"\[[A-Z][A-Za-z]{2,20}\] Triggered: |"
    rf"(?:\*\* ?)?{_TAGS}(?:\[(?:FIRING|(?:Re-)?Triggered|Alerting|PROBLEM|Problem|ALARM)\b[^\]\n]{{0,200}}\]"
    r"|(?:Problem|PROBLEM|FIRING|firing|ALARM)(?: (?:Service|Host) Alert)?(?:: | - ))\s{0,3}(?=\S)"
)
# How they announce its end: `[RESOLVED] `, `Resolved in 5m 3s: `, `RECOVERY - `, `RESOLVED disk full`.
_ALL_CLEAR = re.compile(
    rf"(?:\*\* ?)?{_TAGS}(?:\[(?:RESOLVED|Resolved|resolved|RECOVERED|Recovered|recovered|RECOVERY|Closed|OK|Ok|UP"
    r"|CLEARED|Cleared|CLEAR|ENDED|NORMAL)\b[^\]\n]{0,200}\]"
    r"|(?:RESOLVED|Resolved|resolved|RECOVERED|RECOVERY|Recovery|OK|Cleared|CLEARED)(?: (?:Service|Host) Alert"
    r"| in [\dhms ]{1,20})?(?:: | - )|RESOLVED (?=\S))"
    r"|(?:\*\* ?)?Recovered(?: (?:Service|Host) Alert| in [\dhms ]{1,20})?(?:: | - )"
    r"|\[[^\]\n]{1,80}\] \[(?:\W{1,3})?(?:Up|OK|Resolved|Recovered)\]"
)
_NAMED_LOUD = re.compile(
    r"\((?:[^()\n]{0,120}\s)?(critical|warning|error|info|page|high|major|minor|disaster|low|medium)\)", re.IGNORECASE
)
_LOUD = re.compile(r"(?:[A-Z][A-Z0-9_/]{1,20} ){0,2}(CRITICAL|WARNING|UNKNOWN)(?::| - | \()")
_IS_LOUD = re.compile(r"\bis (CRITICAL|WARNING|UNKNOWN|DOWN|UNREACHABLE)(?: \*\*|$)")
# An emoji or a mark that a bot puts before it.
_ORNAMENT = re.compile(r"^[^\w\[*({\"'`<]{1,6}(?=[\[*A-Z\"'`]|(?<= )[a-z])")


def strip_alert_prefix(text: str) -> str:
    """Remove an alert prefix: the message is the same with and without it."""
    text = _ORNAMENT.sub("", text) if text and not text[0].isascii() else text
    found = _CALL.match(text) if text[:1] in "*[PFAf" else None
    return _behind(found, text) if found else text


def _behind(found: re.Match[str], text: str) -> str:
    """What follows an alert prefix, with the tags in front of it."""
    tags = found["tags"]
    return (f"{tags.rstrip()} " if tags else "") + text[found.end() :].lstrip()


def prefix_severity(text: str) -> str:
    """The severity that an alert prefix or a check states: `[FIRING:1] … (critical)`, `DISK CRITICAL - …`; else ""."""
    if text[:1] in "*[PFAf" and strip_alert_prefix(text) != text and (named := _NAMED_LOUD.search(text[:400])):
        return named[1]
    found = _LOUD.match(text) or _IS_LOUD.search(text[:200])
    return found[1] if found else ""


def may_have_alert_prefix(text: str) -> bool:
    """False, in one cheap look, for most texts: no alert prefix begins like them."""
    return text[:1] in "*[ROCPFAr" or not text[:1].isascii()


def has_alert_prefix(text: str) -> bool:
    """True if an alert prefix announces a problem or its end."""
    return is_all_clear(text) or strip_alert_prefix(text) != text


def is_all_clear(text: str) -> bool:
    """True if a monitor says that the problem is over; such a text is never another copy of the problem's report."""
    if text.startswith(WELL_MARKS) and _ORNAMENT.match(text):
        return True
    text = _ORNAMENT.sub("", text) if text and not text[0].isascii() else text
    return text[:1] in "*[ROCr" and bool(_ALL_CLEAR.match(text))


def strip_end_prefix(text: str) -> str:
    """Remove a monitor's word for the end; what is over follows it."""
    text = _ORNAMENT.sub("", text) if text and not text[0].isascii() else text
    found = _ALL_CLEAR.match(text)
    return _behind(found, text) if found else text


def strip_decoration(text: str) -> str:
    """The same words with plain marks, in Unicode's composed form."""
    if "#01" in text and _ESCAPED_END.search(text):
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 8)), text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "Stack trace" in text and (stack := _OWN_STACK.search(text)):
        text = text[: stack.start()]
    if text[:1] == ":":
        text = _SHORTCODE.sub("", text)
    if "\x1b" in text:
        text = _COLOUR.sub("", text)
    text = in_one_wording(text)
    return text if text.isascii() else normalize("NFC", text.translate(_PLAIN))
