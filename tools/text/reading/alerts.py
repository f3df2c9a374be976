"""One alert of a notification: its name, its texts, and the fields that name the failing thing."""

from collections.abc import Sequence
from dataclasses import replace

from tools import deferred_re as re
from tools.text.reading.conditions import condition_of
from tools.text.reading.leaves import NOTHING, Leaf, Leaves, leaf
from tools.text.reading.parts import Field, Part, Role
from tools.text.reading.roles import field_of, identity_keys, names_a_thing, squeezed
from tools.text.reading.structured import telling_of
from tools.text.words.fields import named, ranked

NAMES = ranked("names")
MESSAGES = ranked("messages")
# These names mean nothing else; a "title" may be anything.
_ALERT_NAMES = frozenset(named("names")[:11])
TOLD = named("told")
_MOST_TOLD = 4
_ASIDE = frozenset(named("aside"))
_SCOPES = frozenset(named("scopes"))
_LOUD_STATES = frozenset(named("loud-states"))
_NO_IDENTITY = frozenset(named("no-identity"))
_SEVERITIES = named("severity")
_STATES = frozenset(named("conditions"))
_REASON = ("reason",)
_ERRORS = ("error", "errormessage")
_GROUP = ("grouplabels",)
# The names whose values `identity_of` reads.
LIKELY = frozenset({*identity_keys(), *_SCOPES, "name", "source", "text"})
_OBJECTS = frozenset({"involvedobject", "regarding", "object"})
_NAMED_BY_OBJECT = _OBJECTS | {"targets", "target", "monitor", "entity", "host", "service"}
# `agent.name`, `client.name` in what a monitor sends: the machine, or what it watches.
_MEMBERS = {"agent": "host", "client": "host", "originator": "target", "device": "device", "asset": "target"}
_PASSED_OVER = frozenset({"metadata", "spec", "attributes"})
# `*Host:*` above its value, as chats write a field.
_TITLED = re.compile(r"\*{0,2}(?P<name>[A-Za-z][\w ]{1,30}):?\*{0,2}:?\s*\n?\s*`?(?P<value>[^\n`]{1,200})`?")
_ABOUT = frozenset(named("about"))
# What a program runs on or as, and whom it serves.
_PLACES = frozenset(("host", "workload", "service", "component", "check", "function", "tenant", "namespace", "cluster"))
_NAME = re.compile(r"[\w .:-]{1,60}")
_ARBITRARY = re.compile(r"\d{5}|[0-9a-f]{8}-|(?<![a-z])(?=[a-f]*\d)[0-9a-f]{8}")
# `host:orders-db,device:/dev/sda1`, alone or in braces.
_SCOPE = re.compile(r"(?:^|[{,] ?)(?P<name>[a-z][\w.-]{0,40}):(?P<value>[^,{}\s]{1,200})(?=[,}]|$)")


def alert_of(own: Leaves, prose: Sequence[str]) -> Part:
    """The alert in a table's rows. Its text is a row of its own, or the first line of the prose around the table."""
    name = own.first(NAMES)
    if not name and not own.first(TOLD):
        name = own.first(_ERRORS) or next((line for line in prose if line), "")
    return alert_part(own, NOTHING, name, condition_of(own))


def alert_part(own: Leaves, around: Leaves, name: str, condition: str) -> Part:
    """An alert: its name, what people wrote about it, and the fields that name the failing thing."""
    told = _sentences(own, around, name)
    fields = identity_of(own) or identity_of(around)
    fields += [field for field in identity_of(around) if field.kind not in {each.kind for each in fields}]
    check = own.outermost.get("name")  # `{"name": "nightly-dump", "status": "down"}`
    if check and not check.above and check.value != name and all(field.role is not Role.BROKEN for field in fields):
        fields.append(Field("name", check.value, Role.BROKEN, "target"))
    if name and (labelled(own) or name == own.first(_REASON)):
        fields.append(Field("name", name, Role.ALERT, "alert"))
    severity = own.first(_SEVERITIES) or around.first(_SEVERITIES) or _loud(own)
    telling = "" if told else telling_of(own, "")
    over = condition == "over"
    return Part("\n".join(told), "", "", telling, tuple(fields), severity=severity, recovered=over, called=True)


def _sentences(own: Leaves, around: Leaves, name: str) -> list[str]:
    """The name, then what people wrote about it; the surrounding text is used if the alert itself says nothing."""
    told = [name] if name else []
    for key in TOLD:
        text = _unmarked(own.first((key,)) or ("" if told[1:] else around.first((key,))))
        said = any(text in other or (other in text and other != name) for other in told)
        if text and not said and len(told) < _MOST_TOLD:
            told.append(text)
    why = next((each.value for each in own.all if each.key.endswith("reason") and " " in each.value), "")
    told += [why] if why and len(told) < _MOST_TOLD and why not in told else []
    if len(told) <= bool(name):
        more = own.first(MESSAGES) or around.first(MESSAGES) or ("" if told else own.first(("name",)))
        told += [more] if more and more not in told else []
    return told


def _unmarked(text: str) -> str:
    """Remove the lines of `%%%` around Markdown."""
    return text.strip("% \n\t") if text[:3] == "%%%" else text


def labelled(own: Leaves) -> bool:
    """True if a field gives the alert's name."""
    return not _ALERT_NAMES.isdisjoint(own.outermost)


def _loud(own: Leaves) -> str:
    """A check's state that implies a severity."""
    return next((each.value for each in own.all if each.key in _STATES and squeezed(each.value) in _LOUD_STATES), "")


def identity_of(own: Leaves) -> list[Field]:
    """The fields that name the failing thing and its place, one of each kind."""
    found: dict[str, Field] = {}
    likely = [
        each
        for each in own.all
        if each.key in LIKELY or (each.key[-4:] == "name" and names_a_thing(each.key)) or each.above[-1:] == _GROUP
    ]
    for each in [*likely, *(scoped for held in likely for scoped in _scoped(held))]:
        if not each.value or each.key in _NO_IDENTITY or not _ASIDE.isdisjoint(each.above[:-1]):
            continue
        field = field_of(_named(each), each.value)
        if field.role in (Role.BROKEN, Role.WHERE):
            found.setdefault(field.kind, field)
        elif each.above[-1:] == _GROUP and field.role is Role.CONTEXT:
            found.setdefault(each.key, Field(each.name, each.value, Role.BROKEN, each.key))
    return list(found.values())


def things_of(own: Leaves) -> list[str]:
    """The things that a log record names in fields such as `deviceName`; where the program runs is none of them."""
    likely = [each for each in own.all if each.key[-4:] == "name" and names_a_thing(each.key)]
    likely = [each for each in likely if _ABOUT.isdisjoint(each.above)]
    told = [(field_of(each.name, each.value), each) for each in likely if _NAME.fullmatch(each.value)]
    named = [f"{each.key}:{each.value.lower()}" for field, each in told if field.kind not in _PLACES]
    return [name for name in named if not _ARBITRARY.search(name)]


def fields_in_scope(scope: str) -> tuple[Field, ...]:
    """The fields in `host:orders-db,device:/dev/sda1` that name the failing thing, as in the alert's own fields."""
    named = identity_of(Leaves([leaf("scope", (), scope)]))
    return tuple([replace(each, kind=f"scoped {each.kind}") for each in named])


def _scoped(each: Leaf) -> list[Leaf]:
    """Fields in one text: `host:orders-db,device:/dev/sda1`, alone or in braces, or `*Host:*` above its value."""
    if each.key == "text" and each.above[-1:] == ("fields",):
        found = _TITLED.fullmatch(each.value.strip())
        return [leaf(found["name"], ("labels",), found["value"])] if found else []
    if each.key not in _SCOPES:
        return []
    return [leaf(found["name"], ("labels",), found["value"]) for found in _SCOPE.finditer(each.value)]


def _named(each: Leaf) -> str:
    """`involvedObject.name` and `targets[].name` are named after their object."""
    above = next((part for part in reversed(each.above) if part not in _PASSED_OVER), "")
    if each.key == "name" and above in _MEMBERS:
        return _MEMBERS[above]
    if each.key == "name" and above in _NAMED_BY_OBJECT:
        return "object" if above in _OBJECTS else above
    return "target" if each.key == "source" and above in ("payload", "") else each.name
