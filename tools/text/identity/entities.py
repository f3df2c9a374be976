"""Identity entities: what makes two messages with the same words two problems, however the words are masked."""

from collections.abc import Sequence

from tools import deferred_re as re
from tools.text.identity.codes import ANNOUNCERS, Entities, Finder, add, reason_phrase
from tools.text.identity.devices import device_of
from tools.text.identity.labels import dependency_of
from tools.text.identity.names import BEFORE_NAMES, RANDOM, named_beside, named_in_url
from tools.text.identity.shapes import Piece
from tools.text.identity.things import THINGS, address_down, device_named, quoted_thing
from tools.text.words.lexicon import FUNCTION_WORDS, METRICS, NEGATIONS, OPERATION_NOUNS, POLES, RESOURCE_NOUNS, section

_FAILED_CALLS = section("failed-calls")
_CALLS = section("calls")
# Before the address of a caller.
_CALLERS = frozenset(
    {"client", "from", "serving", "remote", "peer", "rhost", "by", "server", "host", "local", "src", "source"}
)
_PEERS = _CALLERS - {"host", "server"}
# Before the called thing.
_LEADS = frozenset(section("leads"))
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_PLACES = section("group-places") | {"to"}
_IN_PARTS = re.compile(r"[a-z]{2,30}(?:-[a-z]{2,30}){1,4}")
_SERVED_AT = (["server", "on"], ["server", "at"], ["to", "server"], ["to", "host"])
_RESOLVERS = frozenset({"eai_again", "servfail"})
_NAMED_HOST = re.compile(r"(?:[a-z0-9_-]{1,63}\.){1,8}[a-z][a-z0-9-]{1,62}", re.IGNORECASE)
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
    if called or (tried and ("negation" in found or "-" in found.get("health", ()))):
        _dependencies(found, pieces)
    return found


def _dependencies(found: Entities, pieces: Sequence[Piece]) -> None:
    """Add the target of a failed call, but neither its caller nor the host that a caller asked for."""
    keys = [piece.key for piece in pieces]
    if not _RESOLVERS.isdisjoint(keys):
        return  # the resolver itself fails, whatever it was asked for
    for index, (kind, key, text) in enumerate(pieces):
        if kind == "w":
            if key == "port":
                _port(found, pieces, index)
        elif kind in "qb":
            if keys[max(index - 2, 0) : index] == ["host", "name"] or keys[index - 1 : index] == ["hostname"]:
                add(found, "dependency", dependency_of(text) or text.lower())
        elif kind in "al" or (kind == "v" and "." in text and _NAMED_HOST.fullmatch(text)):
            name = dependency_of(text) if _is_called(pieces, keys, index) else ""
            if name:
                add(found, "dependency", name)


def _is_called(pieces: Sequence[Piece], keys: Sequence[str], index: int) -> bool:
    """`to db:5432`, `MySQL server on db:3306`, `LDAP server ldap://dir:389`; but nginx's `server: www.example.org`."""
    near = keys[max(index - 2, 0) : index]
    if near in _SERVED_AT or (pieces[index].kind == "l" and near[-1:] == ["server"]):
        return True
    return not _LEADS.isdisjoint(near) and _CALLERS.isdisjoint(near) and not _is_peer(pieces, index)


def _is_peer(pieces: Sequence[Piece], index: int) -> bool:
    """`ns.example.org [10.0.0.1]`: a name beside its address belongs to a caller."""
    return index + 1 < len(pieces) and bool(_IP.fullmatch(pieces[index + 1].text))


def _port(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    """Add the port of `host='db', port=5432`, but not a caller's: "from 10.0.0.1 port 4711", "client port 4711"."""
    near = [piece.key for piece in pieces[max(index - 3, 0) : index]]
    following = pieces[index + 1] if index + 1 < len(pieces) else None
    if following and following.kind in "nv" and following.text.isdigit() and _PEERS.isdisjoint(near):
        beside = pieces[index - 1] if index > 1 and pieces[index - 2].key == "host" else None
        name = dependency_of(f"{beside.text if beside else '127.0.0.1'}:{following.text}")
        if name:
            add(found, "dependency", name)


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
