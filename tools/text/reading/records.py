"""A JSON object as parts: a log record, one alert of a notification, or several."""

from dataclasses import replace

from tools import deferred_re as re
from tools.inbound.cards import messages_in
from tools.text.reading.alerts import MESSAGES, NAMES, alert_part, labelled, things_of
from tools.text.reading.conditions import condition_of
from tools.text.reading.decoration import has_alert_prefix, is_all_clear, may_have_alert_prefix
from tools.text.reading.json_text import JsonObject, leaves, parsed
from tools.text.reading.leaves import NOTHING, Leaves, leaf
from tools.text.reading.parts import Part
from tools.text.reading.raised import OF_RAISED, raised_of
from tools.text.reading.roles import squeezed
from tools.text.reading.structured import level_of, telling_of
from tools.text.words.fields import named, ranked

_LISTS = frozenset(named("lists"))
# A list under one of these names is a list of reports, even of a single one.
_ALWAYS = frozenset({"alerts", "logevents", "logrecords", "records"})
_AROUND = frozenset({"streams", "resourcelogs", "scopelogs", "resource", "instrumentationlibrarylogs"})
_MOST_PARTS = 100
_DEPTH = 4
# The most fields that are searched for a prefix, and shown of a record without a message.
_FIRST = 12
_MOST_FIELDS = 40
_WATCHED_PAIRS = (frozenset(("rule", "agent")), frozenset(("check", "client")))
_REASON, _KINDS = ("reason",), ("alerttype", "type")
_LEVELS = ranked("levels")
_LOGGERS = ranked("loggers")
_SAID = frozenset({"message", "msg"})
_LOGGED = frozenset(named("logged"))
_STAMPED = frozenset({"@timestamp", "@version", "@t", "@l", "@m", "@mt"})
# A message without its values.
_TEMPLATES = frozenset({"messagetemplate", "mt"})
_PLACEHOLDER = re.compile(r"\{[@$]?(?P<name>[A-Za-z_]\w{0,60})(?:,-?\d{1,3})?(?::[^{}\n]{1,40})?\}")
# Names of nested texts: of a chat's blocks and fields, of an error inside an event, of a search's first row.
_NESTED = frozenset({"text", "value", "message", "description", "reason", "raw", "title"})
_WORD = re.compile(r"[^\W\d_]{2,}")
_FEW_WORDS, _BEGINNING = 3, 200
_MOST_NESTED = 3
_SELF_NAMED = frozenset(named("self-named"))
_WATCHED = frozenset(named("watched"))


def parts_of(value: object) -> list[Part]:
    """The parts; empty if nobody could read the value."""
    if isinstance(value, list):
        items = [item for item in value[:_MOST_PARTS] if isinstance(item, dict)]
        return [part for item in items for part in parts_of(item)][:_MOST_PARTS]
    if not isinstance(value, dict) or not value:
        return []
    cards = messages_in(value)
    if cards:
        return [part for card in cards[:_MOST_PARTS] for part in _one(card, {})]
    several = _several(value, 0)
    if several:
        return [part for outer, item in several[:_MOST_PARTS] for part in _one(item, outer)]
    return _one(value, {})


def _several(value: JsonObject, depth: int) -> list[tuple[JsonObject, JsonObject]]:
    """(surrounding values, the object) of each member of such a list, at any depth."""
    found: list[tuple[JsonObject, JsonObject]] = []
    for name, item in value.items():
        plain = squeezed(str(name))
        if plain == "values" and isinstance(item, list) and item and isinstance(item[0], list):
            rest = {key: each for key, each in value.items() if key != name}
            found += [(rest, {"message": each[1]}) for each in item[:_MOST_PARTS] if _is_entry(each)]
        if isinstance(item, list) and item and isinstance(item[0], dict):
            if plain in _LISTS and (len(item) > 1 or plain in _ALWAYS):
                rest = {key: each for key, each in value.items() if key != name}
                found += [(rest, each) for each in item[:_MOST_PARTS] if isinstance(each, dict)]
            elif depth < _DEPTH and plain in _AROUND:
                for each in item[:_MOST_PARTS]:
                    if isinstance(each, dict):
                        found += _several(each, depth + 1)
    return found


def _is_entry(value: object) -> bool:
    """True for Loki's `["1778469247118231000", "the line"]`."""
    return isinstance(value, list) and len(value) > 1 and isinstance(value[1], str)


def _one(value: JsonObject, outer: JsonObject) -> list[Part]:
    own = _renamed(leaves(value))
    around = leaves(outer) if outer else NOTHING
    if not own:
        return []
    inside = own.first(MESSAGES)
    if inside[:1] == "{" and isinstance(parsed(inside), dict):  # a whole object as the message of another: an envelope
        return [Part(inside, _logger(own) if _is_logged(own) else "", level_of(own.first(_LEVELS)))]
    condition = condition_of(own) or (condition_of(around) if around else "")
    head = [each.value for each in own.all[:_FIRST] if may_have_alert_prefix(each.value)]
    if not condition and any(map(is_all_clear, head)):
        condition = "over"
    name = own.first(NAMES) or _reason(own) or _kind(own)
    watched = condition or name or _is_watched(own) or any(map(has_alert_prefix, head))
    if watched and (labelled(own) or not _is_logged(own)):
        return [_with_more(alert_part(own, around, name, condition), own)]
    return [_with_more(_record(value, own), own)]


def _is_watched(own: Leaves) -> bool:
    """True for objects that only monitors send, alone or as a pair: a rule beside an agent, a check beside a client."""
    return not _WATCHED.isdisjoint(own.objects) or any(pair <= own.objects for pair in _WATCHED_PAIRS)


def _with_more(part: Part, own: Leaves) -> Part:
    """The part with the sentences of nested texts, if its own text is a banner: `Alert`, `[shop] Error`."""
    if "frame" in part.entities or _says_something(part.text):
        return part
    nested = (each.value for each in own.all if each.key in _NESTED and (each.above or each.key == "raw"))
    told = [text for text in nested if _says_something(text) and text not in part.text]
    return replace(part, text="\n".join((part.text, *dict.fromkeys(told[:_MOST_NESTED])))) if told else part


def _says_something(text: str) -> bool:
    """True for a few words, which stand near the beginning."""
    return len(_WORD.findall(text, 0, _BEGINNING)) >= _FEW_WORDS


def _is_logged(own: Leaves) -> bool:
    """True if the object says how it was written to a log."""
    return any(
        each.key in _LOGGED or each.name[:1] == "_" or each.name in _STAMPED for each in own.all if not each.above
    )


def _reason(own: Leaves) -> str:
    """A cluster's name for an event: `FailedMount`, one word."""
    reason = own.first(_REASON)
    return reason if reason.isalnum() and reason[:1].isupper() and not reason.isupper() else ""


def _kind(own: Leaves) -> str:
    """A device manager's kind of alert, if it is a phrase: `APs went down`."""
    kind = own.first(_KINDS)
    return kind if " " in kind else ""


def _renamed(own: Leaves) -> Leaves:
    """`rule.name` as "rulename", because objects name themselves by one word."""
    if _SELF_NAMED.isdisjoint(own.objects):
        return own
    return Leaves(
        [
            leaf(f"{each.above[-1]}name", each.above, each.value)
            if each.key == "name" and each.above and each.above[-1] in _SELF_NAMED
            else each
            for each in own.all
        ]
    )


def _logger(own: Leaves) -> str:
    """The part of the program that logged it, and not the name of an error or a frame."""
    found = (own.outermost[key] for key in _LOGGERS if key in own.outermost)
    own_names = (each for each in found if not each.above or each.key != "name")  # not the name of another object
    return next((each.value for each in own_names if OF_RAISED.isdisjoint(each.above)), "").partition(":")[0]


def record_of(own: Leaves) -> Part:
    """The record in a line's fields."""
    return _record({}, own)


def _record(value: JsonObject, own: Leaves) -> Part:
    """A log record: its message, its trace, and the fields that state the outcome."""
    told = _headed(own, _event(own) or own.first(MESSAGES))
    trace = raised_of(value, own)
    if trace is None:
        things = things_of(own)
        return replace(told, entities={"device": things}) if things else told
    headlines, frame = trace
    if frame or not told.text:
        text = "\n".join(headlines) or told.text
    else:  # a class and a text alone: the message says which call failed
        call = () if headlines and headlines[0].endswith(told.text) else (told.text,)
        text = "\n".join(dict.fromkeys((*call, *(each for each in headlines if each not in told.text))))
    entities = {"frame": [frame]} if frame else {}
    telling = "" if headlines else told.telling
    return Part(text, told.component, told.level, telling, entities=entities, severity=told.severity)


def _filled(own: Leaves, text: str) -> str:
    """A template with its values, as Serilog and .NET write them apart; a value that is not given is any value."""
    if all(text != each.value for each in own.all if each.key in _TEMPLATES):
        return text
    return _PLACEHOLDER.sub(
        lambda found: own.first((squeezed(found["name"]),)) or ("\n" if found["name"] == "newLine" else "0"), text
    )


def _event(own: Leaves) -> str:
    """Structlog's message, a sentence beside a level; its other fields have any names, even `note` and `detail`."""
    said, level = own.outermost.get("event"), own.outermost.get("level")
    if said is None or level is None or said.above or level.above or not _SAID.isdisjoint(own.outermost):
        return ""
    return said.value if " " in said.value else ""


def _headed(own: Leaves, text: str) -> Part:
    if "{" in text and not _TEMPLATES.isdisjoint(own.outermost):
        text = _filled(own, text)
    word = own.first(_LEVELS)
    level = level_of(word)
    telling = telling_of(own, text)
    if not text and not telling:
        telling = " ".join(f"{each.name}={each.value}" for each in own.all[:_MOST_FIELDS])
    return Part(text, _logger(own), level, telling, severity="" if level else word)
