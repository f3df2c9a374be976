"""Things that a message names as a whole: a device, a part after its noun, a quoted name, an error's own detail."""

from collections.abc import Sequence

from tools import deferred_re as re
from tools.text.identity.codes import Entities, Finder, add
from tools.text.identity.devices import device_of
from tools.text.identity.names import RANDOM
from tools.text.identity.shapes import Piece
from tools.text.words.lexicon import ACCOUNT_KEYS, UNITS, section

_FEW_DIGITS = re.compile(r"\d{1,4}")
_PLACEMENT = re.compile(r"\d{1,5}\.[0-9a-f]{1,8}")
_LONGEST_NAME = 60
# A name without digits; a code of a few capitals is a value.
_THING = re.compile(r"[A-Za-z$][A-Za-z_.$> -]{2,60}")
_CAPITALS = re.compile(r"[A-Z]{1,5}")
# After these, a quote contains a person, a file or something that was sent, which is arbitrary.
_VALUES = section("quoted-values") | section("account-nouns") | ACCOUNT_KEYS | section("naming-keys")
_ERROR_DATA = re.compile(r"[0-9a-f]{2,4}")
# A mainframe's completion code: S0C7 and U4038 of z/OS, ASRA of CICS.
_ABEND = re.compile(r"[SU][0-9A-F]{3,4}|[A-Z]{4}")
# A radio's own number, made from its hardware address.
_EUI = re.compile(r"[0-9a-f]{6}fff[ef][0-9a-f]{6}")
# An address of either family, without a port.
# Not those of private networks (RFC 1918), which identify nobody: every network has a 10.0.0.1.
_PEER = re.compile(r"(?!10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:]{3,39}")
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_DOWN = frozenset(("down", "dead", "unreachable", "offline"))
_ROUTING = frozenset(
    ("bgp", "ospf", "ospfv3", "bfd", "ldp", "isis", "eigrp", "msdp", "pim", "rsvp", "ike", "ipsec", "as")
)
# How many words around a peer name its protocol.
_NEAR = 12


def _fixed(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    """`vlan 40`, `UPS apc-dc1@localhost`, `Disk 2b.04.11`, `power supply 1`: which of them it is."""
    if index + 1 >= len(pieces):
        return
    kind, _, text = pieces[index + 1]
    random = RANDOM.fullmatch(text.lower()) and not _EUI.fullmatch(text.lower())
    unit = index + 2 < len(pieces) and pieces[index + 2].key in UNITS
    if (kind == "n" and _FEW_DIGITS.fullmatch(text) and not unit) or (
        kind in "vqbl" and len(text) <= _LONGEST_NAME and not random
    ):
        add(found, "device", f"{pieces[index].key}:{text.lower().removesuffix('@localhost')}")


def _guest(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    """`VM 118`, `CT 104`: a hypervisor's guest, whose number is its name."""
    number = pieces[index + 1] if index + 1 < len(pieces) else None
    unit = index + 2 < len(pieces) and pieces[index + 2].key in UNITS
    if number and number.kind == "n" and number.text.isdigit() and not unit:
        add(found, "device", f"guest:{number.text}")


def _placement_group(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    """`pg 7.0af`: a pool's number and a hexadecimal one of Ceph."""
    if index + 1 < len(pieces) and _PLACEMENT.fullmatch(pieces[index + 1].text):
        add(found, "device", f"pg:{pieces[index + 1].text}")


def device_named(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    """Add a name that only a device has."""
    name = device_of(pieces[index].text)
    if name:
        add(found, "device", name)


def address_down(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    """`InetAddress /10.9.1.14:7000 is now DOWN`: an address that is down is the machine that is meant."""
    following = [piece.key for piece in pieces[index + 1 : index + 4]]
    if following[:1] == ["is"] and not _DOWN.isdisjoint(following[1:]):
        address = _IP.search(pieces[index].text)
        if address:
            add(found, "device", f"address:{address[0]}")


def quoted_thing(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    """`failed to load 'ranker'`, `Gateway 'telia-main' failed`: a quoted name, unless it is an owner or a value."""
    before = pieces[index - 1].key if index else ""
    text = pieces[index].text
    if not (before in _VALUES or "exception" in found) and _THING.fullmatch(text) and not _CAPITALS.fullmatch(text):
        add(found, "thing", text.lower())


def _arguments(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    """`ORA-00600: internal error code, arguments: [ktspgsb-1], …`: the first one names the error."""
    first = pieces[index + 1] if index + 1 < len(pieces) else None
    if first and "error_code" in found and first.kind in "vw" and pieces[index - 1].key == "code":
        add(found, "error_code", first.text.lower())


def _error_data(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    """`AcceptSecurityContext error, data 52e`: why a directory refused a password."""
    if index and index + 1 < len(pieces) and pieces[index - 1].key == "error":
        value = pieces[index + 1].text.lower()
        if _ERROR_DATA.fullmatch(value):
            add(found, "error_code", f"data {value}")


def _abend(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    """`ABEND=S0C7`, `abend code ASRA`: why a mainframe program ended."""
    following = [piece for piece in pieces[index + 1 : index + 4] if piece.key not in ("with", "code")]
    if following and _ABEND.fullmatch(following[0].text):
        add(found, "error_code", f"abend {following[0].text.lower()}")


def _session(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    """`BGP peer 192.0.2.17`, `OSPF neighbor fe80::1`: a router's peer; each session is a problem of its own."""
    following = pieces[index + 1] if index + 1 < len(pieces) else None
    around = {piece.key for piece in pieces[max(index - _NEAR, 0) : index + _NEAR]}
    if following and following.kind in "nv" and not _ROUTING.isdisjoint(around) and _PEER.fullmatch(following.text):
        add(found, "device", f"peer:{following.text.lower()}")


THINGS: dict[str, Finder] = {
    **dict.fromkeys(("peer", "neighbor", "neighbour", "nbr"), _session),
    **dict.fromkeys(section("fixed-nouns"), _fixed),
    **dict.fromkeys(("vm", "ct", "vmid", "lxc"), _guest),
    "pg": _placement_group,
    "arguments": _arguments,
    "data": _error_data,
    **dict.fromkeys(("abend", "abended"), _abend),
}
"""Finders by the word in front of the thing."""
