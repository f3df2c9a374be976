"""The target of a failed call, in the forms in which clients write it: a URL, a name with a port, a name in quotes."""

from collections.abc import Sequence

from tools import deferred_re as re
from tools.text.identity.codes import Entities, add
from tools.text.identity.labels import dependency_of
from tools.text.identity.shapes import PARAM, Piece
from tools.text.words.lexicon import section

# Before the address of a caller.
_CALLERS = frozenset(
    {"client", "from", "serving", "remote", "peer", "rhost", "by", "server", "host", "local", "src", "source"}
)
_PEERS = _CALLERS - {"host", "server"}
# Before the called thing.
_LEADS = frozenset(section("leads"))
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_HOST_NAMES = (["host", "name"], ["host", "address"])
_NAMED_AS_CALLED = (["response", "from"], ["host", "address"])
# `orders-db.internal/10.0.0.5:9092`: a name with the address that it resolved to.
_JAVA_SOCKET = re.compile(r"[a-z][\w.-]{1,253}/\d{1,3}(?:\.\d{1,3}){3}:\d{1,5}")
# `mx.example.net[203.0.113.5]:25`: the same as mail servers write it.
_MAIL_SOCKET = re.compile(r"(?P<name>[\w.-]{1,253})\[[\d.]{7,15}\](?P<port>:\d{1,5})")
_SERVERS = (["server", "on"], ["server", "at"], ["to", "server"], ["to", "host"])
_REACHING = frozenset({"connect", "connecting", "connection", "contact", "contacting", "reach", "reaching"})
_NEAR = 7
_RESOLVERS = frozenset({"eai_again", "servfail"})
_NAMED_HOST = re.compile(r"(?:[a-z0-9_-]{1,63}\.){1,8}[a-z][a-z0-9-]{1,62}", re.IGNORECASE)


def add_targets(found: Entities, pieces: Sequence[Piece]) -> None:
    """Add the target of a failed call, but neither its caller nor the host that a caller asked for."""
    keys = [piece.key for piece in pieces]
    if not _RESOLVERS.isdisjoint(keys):
        return  # the resolver itself fails, whatever it was asked for
    for index, (kind, key, text) in enumerate(pieces):
        if kind == "w":
            if key == "port":
                _port(found, pieces, index)
        elif kind in "qb":
            near = keys[max(index - 2, 0) : index]
            leads = "." in text and _NAMED_HOST.fullmatch(text) and not _LEADS.isdisjoint(near)
            if near in _HOST_NAMES or near[-1:] == ["hostname"] or (leads and _PEERS.isdisjoint(near)):
                add(found, "dependency", dependency_of(text) or text.lower())
        elif kind in "al" or (kind == "v" and (("." in text and _NAMED_HOST.fullmatch(text)) or "]:" in text)):
            text = _without_address(text) if "]:" in text else text
            near = keys[max(index - 2, 0) : index]
            if not _is_called(keys, index, kind, text) and (
                _LEADS.isdisjoint(near) or not _CALLERS.isdisjoint(near) or _is_peer(pieces, index)
            ):
                continue
            name = dependency_of(text)
            if name and not (name[0] == ":" and near[-1:] == [PARAM]):  # `connection <0.7.0> (10.0.0.1:4711 -> …`
                add(found, "dependency", name)


def _without_address(text: str) -> str:
    """Name and port of `mx.example.net[203.0.113.5]:25`; of `[2001:db8::1]:389` the port at an address."""
    port = text.rpartition(":")[2]
    return f"127.0.0.1:{port}" if text[0] in ":[0123456789" else _MAIL_SOCKET.sub(r"\g<name>\g<port>", text)


def _is_called(keys: Sequence[str], index: int, kind: str, text: str) -> bool:
    """`contact LDAP server ldap://…`, `connect to MySQL server on 'db:3306'`: without the verb it would be a caller."""
    near = keys[max(index - 2, 0) : index]
    if near in _NAMED_AS_CALLED or (kind == "a" and _JAVA_SOCKET.fullmatch(text) and _PEERS.isdisjoint(near)):
        return True
    if not (near[-1:] == ["server"] and kind in "al") and near not in _SERVERS:
        return False
    return not _REACHING.isdisjoint(keys[max(index - _NEAR, 0) : index])


def _is_peer(pieces: Sequence[Piece], index: int) -> bool:
    """`ns.example.org [10.0.0.1]`: a name beside its address belongs to a caller, unless a call leads to it."""
    return pieces[index - 1].key != "to" and index + 1 < len(pieces) and bool(_IP.fullmatch(pieces[index + 1].text))


def _port(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    """Add the port of `host='db', port=5432`, but not a caller's: "from 10.0.0.1 port 4711", "client port 4711"."""
    near = [piece.key for piece in pieces[max(index - 3, 0) : index]]
    following = pieces[index + 1] if index + 1 < len(pieces) else None
    if following and following.kind in "nv" and following.text.isdigit() and _PEERS.isdisjoint(near):
        beside = pieces[index - 1] if index > 1 and pieces[index - 2].key == "host" else None
        name = dependency_of(f"{beside.text if beside else '127.0.0.1'}:{following.text}")
        if name:
            add(found, "dependency", name)
