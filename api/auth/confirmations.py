"""Words that let an act be done which was shown before: signed, so that no process has to remember them."""

import hashlib
import hmac
import re
from dataclasses import dataclass

import orjson

from tools.errors import InvalidRequest
from tools.nouns.callers import Caller
from tools.ports import Clock

VALID_SECONDS = 300
_WORD = re.compile(r"cfm_(?P<expires>[0-9a-f]{8,12})_(?P<signature>[0-9a-f]{64})")
_PURPOSE = b"incident-responder: confirmation 1"
_ASK_AGAIN = "call without `confirm` to see the act and get a new one"


@dataclass(frozen=True, slots=True)
class Shown:
    """An act as the caller has seen it."""

    act: str
    arguments: tuple[tuple[str, str], ...]
    """Names and values, as they will be done."""

    state: str
    """What the tickets looked like. Every act changes it, so a word is good for one: nothing is kept of those used."""


class Confirmations:
    """Gives such words and checks them. Every process with the same secret takes the others' words."""

    def __init__(self, secret: str, clock: Clock) -> None:
        self._key = hmac.new(secret.encode(), _PURPOSE, hashlib.sha256).digest()
        self._clock = clock

    def offer(self, caller: Caller, shown: Shown) -> str:
        """The word with which this caller may do this act within the next five minutes."""
        expires = int(self._clock()) + VALID_SECONDS
        return f"cfm_{expires:08x}_{self._signature(caller, shown, expires)}"

    def check(self, word: str, caller: Caller, shown: Shown) -> None:
        """Raises InvalidRequest unless the word was given for exactly this, and lately."""
        found = _WORD.fullmatch(word.strip())
        if found is None:
            raise InvalidRequest(f"confirm: is not one of ours: {_ASK_AGAIN}")
        expires = int(found["expires"], 16)
        if not hmac.compare_digest(found["signature"], self._signature(caller, shown, expires)):
            raise InvalidRequest(
                "confirm: was given for something else: other arguments, another caller, or an incident that has "
                f"changed since, as it does when the act is done: {_ASK_AGAIN}"
            )
        if self._clock() > expires:
            raise InvalidRequest(f"confirm: is older than {VALID_SECONDS // 60} minutes: {_ASK_AGAIN}")

    def _signature(self, caller: Caller, shown: Shown, expires: int) -> str:
        who = (caller.tenant, caller.actor, caller.key_id)
        signed = orjson.dumps([who, shown.act, shown.arguments, shown.state, expires])
        return hmac.new(self._key, signed, hashlib.sha256).hexdigest()
