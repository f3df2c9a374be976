"""Confirmation tokens for acts that were shown first: signed, so no process has to store them."""

import hashlib
import hmac
import re
from dataclasses import dataclass

import orjson

from api.auth.signing_keys import SigningKey, SigningKeys
from tools.errors import InvalidRequest
from tools.nouns.callers import Caller
from tools.ports import Clock

VALID_SECONDS = 300
_WORD = re.compile(r"cfm_(?P<expires>[0-9a-f]{8,12})_(?P<kid>[0-9a-f]{16})_(?P<signature>[0-9a-f]{64})")
_PURPOSE = b"incident-responder: confirmation 2"
_ASK_AGAIN = "call without `confirm` to see the act and get a new one"


@dataclass(frozen=True, slots=True)
class Shown:
    """An act as it was shown to the caller."""

    act: str
    arguments: tuple[tuple[str, str], ...]
    """Names and values, exactly as the act will use them."""

    state: str
    """The tickets' state at the time. Every act changes it, so a token works once and used ones need not be stored."""


class Confirmations:
    """Issues and checks the tokens. Processes with the same key ring accept each other's.

    They are signed with a key derived from the ring's active one, and accepted as long as that key is.
    """

    def __init__(self, keys: SigningKeys, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock

    def offer(self, caller: Caller, shown: Shown) -> str:
        """Return the token with which this caller may do this act within the next five minutes."""
        expires, key = int(self._clock()) + VALID_SECONDS, self._keys.active()
        return f"cfm_{expires:08x}_{key.kid}_{_signature(key, caller, shown, expires)}"

    def check(self, word: str, caller: Caller, shown: Shown) -> None:
        """Raise InvalidRequest unless the token was issued for exactly this act, within the last five minutes."""
        found = _WORD.fullmatch(word.strip())
        if found is None:
            raise InvalidRequest(f"confirm: was not issued by this server: {_ASK_AGAIN}")
        expires, key = int(found["expires"], 16), self._keys.verifying(found["kid"])
        if key is None:
            raise InvalidRequest(f"confirm: was signed with a key that is no longer in force: {_ASK_AGAIN}")
        if not hmac.compare_digest(found["signature"], _signature(key, caller, shown, expires)):
            raise InvalidRequest(
                "confirm: was issued for something else: other arguments, another caller, or an incident that has "
                f"changed since, as it does when the act is done: {_ASK_AGAIN}"
            )
        if self._clock() > expires:
            raise InvalidRequest(f"confirm: is older than {VALID_SECONDS // 60} minutes: {_ASK_AGAIN}")


def _signature(key: SigningKey, caller: Caller, shown: Shown, expires: int) -> str:
    purpose = hmac.new(key.secret.encode(), _PURPOSE, hashlib.sha256).digest()
    who = (caller.tenant, caller.actor, caller.key_id)
    signed = orjson.dumps([who, shown.act, shown.arguments, shown.state, expires])
    return hmac.new(purpose, signed, hashlib.sha256).hexdigest()
