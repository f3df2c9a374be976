"""Identity entities: what makes two messages with the same words two problems, however the words are masked."""

from collections.abc import Sequence

from tools import deferred_re as re
from tools.text.identity.codes import ANNOUNCERS, Entities, Finder, add, reason_phrase
from tools.text.identity.devices import device_of
from tools.text.identity.names import BEFORE_NAMES, RANDOM, named_beside, named_in_url
from tools.text.identity.shapes import Piece
from tools.text.identity.targets import add_targets
from tools.text.identity.things import THINGS, address_down, device_named, quoted_thing
from tools.text.words.lexicon import FUNCTION_WORDS, METRICS, NEGATIONS, OPERATION_NOUNS, POLES, RESOURCE_NOUNS, section

_FAILED_CALLS = section("failed-calls")
_CALLS = section("calls")
_PLACES = section("group-places") | {"to"}
_IN_PARTS = re.compile(r"[a-z]{2,30}(?:-[a-z]{2,30}){1,4}")
# `pool /Common/pay_pool`, `device /dev/sdb1`: a name written as a path.
_NAMED_BY_PATH = frozenset(
    {
        "database",
        "repository",
        "repo",
        "pool",
        "device",
        "disk",
        "volume",
        "queue",
        "topic",
        "virtual",
        "vserver",
        "share",
        "bucket",
    }
)
_WORKLOAD_KEYS = section("workload-keys")
_DISK_WORDS = section("disk")
_SERVED = ("latency", "throughput", "error-rate")
# Where a short path names a full or slow thing: a mount point or a route.
_OF_PATHS = _DISK_WORDS | frozenset(word for word, metric in METRICS.items() if metric in _SERVED)
# After these comes the path of a program.
_RUNNERS = frozenset({"cmd", "command", "script", "hook", "executable"})
# `/`, `/var`, `/var/lib/data`: no dot and no digit, so no file.
_MOUNT_POINT = re.compile(r"(?:/[A-Za-z_-]{0,40}){1,3}")
# `/dev/sdf`, `\\Device\\Harddisk3\\DR3`.
# A name and an id are longer than the shortest id; see `names.RANDOM`.
_SHORTEST_ID = 12
# How many pieces on either side are about the same thing.
_SENTENCE = 40


def entities_of(pieces: Sequence[Piece]) -> Entities:
    """All entities of a message's pieces, in order of appearance, without repeats."""
    found: Entities = {}
    called = tried = False
    for index, (kind, key, _) in enumerate(pieces):
        if kind == "w" or kind == "k":
            if key in _TELLING:
                for find in _BY_WORD.get(key, ()):
                    find(found, pieces, index)
                for name, value in _WORDS.get(key, ()):
                    add(found, name, value)
                called = called or key in _FAILED_CALLS
                tried = tried or key in _CALLS
        elif kind in _BY_KIND:
            _BY_KIND[kind](found, pieces, index)
            called = called or key in _FAILED_CALLS
    if called or (tried and _has_failed(found)):
        add_targets(found, pieces)
    return found


def _has_failed(found: Entities) -> bool:
    """True if a text that speaks of a call also says that it failed, or took too long."""
    return "negation" in found or "-" in found.get("health", ()) or "timeout" in found.get("metric", ())


def _name(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    """What a name with a number tells beside its noun."""
    if index + 1 < len(pieces) and (pieces[index + 1].kind == "v" or not pieces[index + 1].text.isalpha()):
        if pieces[index + 1].text.isalpha() and index and pieces[index - 1].key not in FUNCTION_WORDS:
            return  # "agent host kestrel" is one of many; "host kestrel is down" and "on host kestrel" name a host
        for name, value in named_beside(pieces[index].key, pieces[index + 1].text):
            add(found, name, value)
            if name == "host_group" and _is_full(pieces):
                add(found, "device", f"disk of {pieces[index + 1].text.lower()}")


def _is_full(pieces: Sequence[Piece]) -> bool:
    """True for `No space left on device`, `filesystem full`: each machine has its own disks."""
    keys = {piece.key for piece in pieces[:_SENTENCE]}
    return {"space", "left"} <= keys or ("full" in keys and not keys.isdisjoint(("disk", "filesystem")))


def _exception(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    add(found, "exception", pieces[index].text)


def _code(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    add(found, "error_code", pieces[index].key)


def _named_resource(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    """Add a quoted name beside a resource noun: `relation "users"`, `"orders" queue`.

    An id beside it is not part of it.
    """
    text = pieces[index].text
    if len(text) > _SHORTEST_ID:
        text = RANDOM.sub("", text).rstrip(" ([{-_,") or text
    following = pieces[index + 1 : index + 3]
    if index == 0 and len(following) == 2 and following[0].key == "is" and following[1].key in POLES:
        add(found, "resource", text.lower())  # `"orders-db" is DOWN`
        return
    for near in (index - 1, index + 1) if pieces[index].kind == "q" else (index - 1,):  # of `class=x pool='y'` y is one
        noun = pieces[near].key if 0 <= near < len(pieces) else ""
        if noun in RESOURCE_NOUNS or (near < index and noun in _WORKLOAD_KEYS):
            name = text.split(maxsplit=1)[0] if noun == "command" else text  # its arguments are values
            add(found, "resource", f"{noun}:{name.lower()}")
            return
        if noun in OPERATION_NOUNS and any(mark in text for mark in "./:"):
            add(found, "operation", text.lower())
            return


def _quoted(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    quoted_thing(found, pieces, index)
    if index and pieces[index - 1].key in _PLACES and _IN_PARTS.fullmatch(pieces[index].text):
        add(found, "host_group", pieces[index].text.lower())  # beside `to 'hall-damper-2'` stands `to 'gate-relay'`
    _named_resource(found, pieces, index)


def _mount_point(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    """Add a short path in a text about disk space, where it names the resource."""
    path = pieces[index].text
    device = device_of(path)
    if device:
        add(found, "device", device)
        return
    around = pieces[max(index - _SENTENCE, 0) : index + _SENTENCE]
    before = pieces[index - 1].key if index else ""
    if before in _NAMED_BY_PATH:
        add(found, "resource", f"{before}:{path.lower()}")
        return
    if _MOUNT_POINT.fullmatch(path) and any(piece.key in _OF_PATHS for piece in around):
        add(found, "resource", f"path:{path}")
    elif before in _RUNNERS or _exits(pieces, index):
        add(found, "resource", f"program:{path.rpartition('/')[2].lower()}")


def _exits(pieces: Sequence[Piece], index: int) -> bool:
    """`/usr/local/bin/rotate-keys exited 1`: a program by its path."""
    return index + 1 < len(pieces) and pieces[index + 1].key in ("exited", "exits", "terminated", "crashed")


def _linked(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    for name, value in named_in_url(pieces[index].text):
        add(found, name, value)


def _word_entities() -> dict[str, tuple[tuple[str, str], ...]]:
    """Word → the entities that it implies by itself."""
    words: dict[str, list[tuple[str, str]]] = {}
    for word, metric in METRICS.items():
        words.setdefault(word, []).append(("metric", metric))
    for word in NEGATIONS:
        words.setdefault(word, []).append(("negation", "not"))
    for word, (axis, pole) in POLES.items():
        words.setdefault(word, []).append((axis, pole))
    return {word: tuple(pairs) for word, pairs in words.items()}


_WORDS = _word_entities()
_BY_WORD: dict[str, tuple[Finder, ...]] = {
    word: tuple(
        finder for finder in (ANNOUNCERS.get(word), _name if word in BEFORE_NAMES else None, THINGS.get(word)) if finder
    )
    for word in ANNOUNCERS.keys() | BEFORE_NAMES | THINGS.keys()
}
_TELLING = frozenset(_WORDS) | frozenset(_BY_WORD) | _FAILED_CALLS | _CALLS
_BY_KIND: dict[str, Finder] = {
    "e": _exception, "c": _code, "n": reason_phrase, "q": _quoted, "b": _named_resource, "p": _mount_point,
    "l": _linked, "v": device_named, "a": address_down,
}  # fmt: skip
