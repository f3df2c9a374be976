"""Amazon SNS: signed with a key of Amazon's, whose certificate is fetched. Versions 1 (SHA-1) and 2 (SHA-256).

https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
"""

import base64
import re
from collections.abc import Awaitable, Callable
from typing import TypeAlias
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import load_pem_x509_certificate

from tools.cache import BoundedCache
from tools.inbound.fields import Fields
from tools.inbound.times import instant

Fetch: TypeAlias = Callable[[str], Awaitable[bytes]]
"""Returns the body at an address. Raises Unavailable if it cannot."""

CONFIRMATIONS = ("SubscriptionConfirmation", "UnsubscribeConfirmation")
MAX_AGE_SECONDS = 2 * 3600.0
"""SNS retries for an hour but signs a message once, so the timestamp is that of the first try."""

_AHEAD_SECONDS = 300.0
# The partitions' own domains: commercial and GovCloud, China, the European Sovereign Cloud, and the isolated ones.
_HOST = re.compile(
    r"sns\.[a-z]{2,4}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}"
    r"\.(?:amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|c2s\.ic\.gov|sc2s\.sgov\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)"
)
_PEM = re.compile(r"/SimpleNotificationService-[0-9a-zA-Z]{1,64}\.pem")
_DIGESTS = {"1": hashes.SHA1, "2": hashes.SHA256}
_NOTIFICATION = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
_CONFIRMATION = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")


class SnsVerifier:
    """Verifies envelopes. There is one object per process, since it caches certificates."""

    def __init__(self, fetch: Fetch) -> None:
        self.fetch = fetch
        """Tests and doubles of SNS replace it; nothing else here uses the network."""
        self._keys: BoundedCache[str, RSAPublicKey] = BoundedCache(64)

    async def is_signed(self, envelope: Fields, now: float) -> bool:
        """True if Amazon signed it within the last two hours, else False. Raises Unavailable."""
        at = instant(envelope.text("Timestamp"))
        digest = _DIGESTS.get(envelope.text("SignatureVersion"))
        address = envelope.text("SigningCertURL", "SigningCertUrl")
        if (
            digest is None
            or at is None
            or not -_AHEAD_SECONDS <= now - at <= MAX_AGE_SECONDS
            or not is_own(address, _PEM)
        ):
            return False
        try:
            key = await self._key(address)
            signature = base64.b64decode(envelope.text("Signature"), validate=True)
            key.verify(signature, canonical_text(envelope), PKCS1v15(), digest())
        except (InvalidSignature, ValueError, TypeError):
            return False
        return True

    async def confirm(self, envelope: Fields) -> bool:
        """Visit the address that confirms a subscription. If it is not Amazon's, return False and visit nothing."""
        address = envelope.text("SubscribeURL")
        if not is_own(address):
            return False
        await self.fetch(address)
        return True

    async def _key(self, address: str) -> RSAPublicKey:
        known = self._keys.get(address)
        if known is None:
            found = load_pem_x509_certificate(await self.fetch(address)).public_key()
            if not isinstance(found, RSAPublicKey):
                raise TypeError("SNS signs with RSA")
            known = self._keys[address] = found
        return known


def is_own(address: str, path: re.Pattern[str] | None = None) -> bool:
    """True for https on an SNS host, with nothing around it that would lead elsewhere."""
    try:
        parts = urlsplit(address)
        plain = parts.netloc == parts.hostname and _HOST.fullmatch(parts.netloc) is not None
    except ValueError:
        return False
    fits = path is None or (path.fullmatch(parts.path) is not None and not parts.query)
    return parts.scheme == "https" and plain and fits


def canonical_text(envelope: Fields) -> bytes:
    """Return the signed text: names and values of some fields, a line each; a missing subject is left out."""
    names = _CONFIRMATION if envelope.text("Type") in CONFIRMATIONS else _NOTIFICATION
    lines: list[str] = []
    for name in names:
        value = envelope.at(name)
        if isinstance(value, str):
            lines += [name, value]
    return ("\n".join(lines) + "\n").encode()
