"""Checks whether a sender signed what it posted, if its key requires that, and which topics Amazon SNS may post for."""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from api.auth.key_ring import KeyRing
from api.auth.signatures.posted import Posted
from api.auth.signatures.schemes import is_signed
from api.auth.signatures.sns import CONFIRMATIONS, SnsVerifier
from api.http.problems import ProblemError
from tools.inbound.fields import Fields
from tools.nouns.keys import ApiKey
from tools.ports import KeyStore

_AMAZON = ("sns", "cloudwatch", "eventbridge")
"""Senders whose bodies may come in an SNS envelope."""


@dataclass(frozen=True, slots=True)
class SenderCheck:
    """Checks a posted body against its key. There is one object per process."""

    keys: KeyStore
    ring: KeyRing
    sns: SnsVerifier

    async def is_signed(self, key: ApiKey | None, sender: str, posted: Posted) -> bool:
        """True for a valid signature; False if no signature is required.

        It also confirms an SNS subscription and binds the topic to the key. Raises ProblemError 401 for a missing
        signature that the key requires, and for every wrong, old or malformed one; Unavailable if Amazon's certificate
        cannot be fetched.
        """
        if sender in _AMAZON:
            envelopes = _envelopes(posted.body)
            if any(each.text("Type") in CONFIRMATIONS for each in envelopes):
                await self._confirm(key, envelopes, posted.now)
                return True
            if key is not None and (key.topic or (key.require_signature and not key.signing_secret)):
                return await self._of_amazon(key, envelopes, posted.now)
        if key is None or not key.demands_signature:
            return False
        if any(is_signed(sender, secret, posted) for secret in key.signing_secrets(posted.now)):
            return True
        said = f"the body has no valid signature of {sender}: check the secret and the clock on both sides"
        raise ProblemError(401, said)

    async def _confirm(self, key: ApiKey | None, envelopes: Sequence[Fields], now: float) -> None:
        """Confirm a subscription and bind its topic to the key, for good, since any AWS account can sign."""
        [envelope, *others] = envelopes
        if others or not await self.sns.is_signed(envelope, now):
            raise ProblemError(401, "the confirmation is not signed by Amazon SNS")
        if key is not None:
            topic = envelope.text("TopicArn")
            if await self.keys.bind_topic(key.key_id, topic) != topic:
                raise ProblemError(401, "this key is bound to another topic: make a key for each topic")
            self.ring.forget(key.key_id)
        confirms = envelope.text("Type") == CONFIRMATIONS[0]  # the other kind would subscribe again
        if confirms and not await self.sns.confirm(envelope):
            raise ProblemError(401, "the SubscribeURL is not an address of Amazon SNS")

    async def _of_amazon(self, key: ApiKey, envelopes: Sequence[Fields], now: float) -> bool:
        own = bool(envelopes) and all(each.text("TopicArn") == key.topic != "" for each in envelopes)
        if not own:
            raise ProblemError(401, "the body is from another topic than the one that this key is bound to")
        if not key.require_signature:
            return False
        for envelope in envelopes:
            if not await self.sns.is_signed(envelope, now):
                raise ProblemError(401, "the body has no valid signature of Amazon SNS")
        return True


def _envelopes(body: bytes) -> list[Fields]:
    """Return the SNS envelopes in a body, as SNS itself or Lambda sends them; empty for any other body."""
    try:
        parsed = Fields(orjson.loads(body))
    except orjson.JSONDecodeError:
        return []
    if "TopicArn" in parsed and "Type" in parsed:
        return [parsed]
    return [record.map("Sns") for record in parsed.maps("Records") if "Sns" in record]
