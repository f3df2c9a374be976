"""The words of an object of unknown schema: the details beside its message, and a headline if it has no words."""

from tools import deferred_re as re
from tools.inbound.fields import Fields
from tools.inbound.generic_fields import names_like
from tools.inbound.generic_names import DETAILS, HAPPENED, NAMED_THING, RULES
from tools.inbound.words import state_of

_TRACES = ("stack", "trace", "excinfo")
_NAME = re.compile(r"[A-Za-z]{2}")
_NAME_CHARS, _MOST_NAMES = 120, 3
# `load_prices`, `send-statements`: an id that people chose.
_SPOKEN_ID = re.compile(r"[A-Za-z]{2,30}(?:[_.-][A-Za-z]{2,30}){1,5}")
_ID = re.compile(r"(?!.*(?:user|account|org|tenant|workspace|group|run|trace|span|request)).*id")


def headline_without_words(known: Fields) -> str:
    """`OUTSIDE_METRIC_THRESHOLD: CONNECTIONS_PERCENT, orders-prod`: event, object, reason; "" if there is no name."""
    happened = next((text for name in HAPPENED if _is_name(text := known.text(name)) and state_of(text) is None), "")
    names = (*filter(known.raw.__contains__, (*RULES, "metricname", "rule")), *names_like(known, NAMED_THING))
    texts = [known.text(name) for name in names if name not in HAPPENED]
    texts = texts or [text for name in names_like(known, _ID) if _SPOKEN_ID.fullmatch(text := known.text(name))]
    things = list(dict.fromkeys(text for text in texts if _is_name(text) and text != happened))[:_MOST_NAMES]
    why = next((text.partition("\n")[0] for name in DETAILS if " " in (text := known.text(name))), "")
    return ": ".join(filter(None, (happened, ", ".join(things), why))) if things or why else ""


def headline_of_a_thing(known: Fields, name: str) -> str:
    """`AP_DISCONNECTED: ap-7, hq` for a name of a thing alone, if the body says what happened to it."""
    says = any(_SPOKEN_ID.fullmatch(known.text(each)) for each in HAPPENED)
    return (headline_without_words(known) if says else "") or name


def _is_name(text: str) -> bool:
    return bool(_NAME.search(text)) and len(text) <= _NAME_CHARS and "://" not in text and text not in ("true", "false")


def details_of(known: Fields, message: str) -> list[str]:
    """Errors, codes and stack traces that are not part of the message."""
    found: list[str] = []
    for name in DETAILS:
        if name not in known.raw:
            continue
        text = known.text(name)
        if text and text not in message and text not in found:
            found.append(text if any(part in name for part in _TRACES) or " " in text else f"{name}={text}")
    return found
