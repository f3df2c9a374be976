"""Amazon SNS for tests: envelopes signed with a key made here, and the certificate that goes with it."""

import base64
import datetime
import json
import time
from functools import cache
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

HOST = "sns.eu-central-1.amazonaws.com"
CERTIFICATE_URL = f"https://{HOST}/SimpleNotificationService-0123abcd.pem"
TOPIC = "arn:aws:sns:eu-central-1:123456789012:alarms"
AT = "2026-11-29T12:00:00.000Z"
NOW = datetime.datetime(2026, 11, 29, 12, 0, 5, tzinfo=datetime.UTC).timestamp()
_SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}


@cache
def private_key(number: int = 0) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def certificate(number: int = 0) -> bytes:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sns.amazonaws.com")])
    begin = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    made = x509.CertificateBuilder(
        name, name, private_key(number).public_key(), 1, begin, begin + datetime.timedelta(days=3650)
    )
    return made.sign(private_key(number), hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def signed(envelope: dict[str, Any], version: str = "2", number: int = 0) -> dict[str, Any]:
    """The envelope with SNS's signature over it."""
    lines = [part for name in _SIGNED[envelope["Type"]] if name in envelope for part in (name, envelope[name])]
    digest = hashes.SHA1() if version == "1" else hashes.SHA256()
    signature = private_key(number).sign(("\n".join(lines) + "\n").encode(), padding.PKCS1v15(), digest)
    return envelope | {
        "SignatureVersion": version,
        "Signature": base64.b64encode(signature).decode(),
        "SigningCertURL": CERTIFICATE_URL,
    }


def notification(message: object = "disk sda is full", **changes: Any) -> dict[str, Any]:
    text = message if isinstance(message, str) else json.dumps(message)
    body = {"Type": "Notification", "MessageId": "m-1", "TopicArn": TOPIC, "Subject": "ALARM", "Message": text}
    return body | {"Timestamp": AT} | changes


def confirmation(**changes: Any) -> dict[str, Any]:
    body = {"Type": "SubscriptionConfirmation", "MessageId": "m-0", "Token": "t" * 64, "TopicArn": TOPIC}
    url = f"https://{HOST}/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token={'t' * 64}"
    return body | {"Message": "You have chosen to subscribe.", "SubscribeURL": url, "Timestamp": AT} | changes


class Topic:
    """One topic with one HTTP subscription: it confirms, delivers, and delivers again, as SNS does."""

    def __init__(self, client: httpx.AsyncClient, headers: dict[str, str], version: str) -> None:
        self._client = client
        self._headers = headers | {
            "Content-Type": "text/plain; charset=UTF-8",
            "User-Agent": "Amazon Simple Notification",
        }
        self._version = version
        self._last: dict[str, Any] = {}
        self.confirmed = False
        self.sent = 0

    async def fetch(self, address: str) -> bytes:
        """What a receiver asks Amazon for: the certificate, or to confirm."""
        if address == confirmation()["SubscribeURL"]:
            self.confirmed = True
            return b"<ConfirmSubscriptionResponse/>"
        assert address == CERTIFICATE_URL
        return certificate()

    async def subscribe(self) -> httpx.Response:
        return await self._deliver(confirmation(Timestamp=self._now()))

    async def publish(self, message: object) -> httpx.Response:
        """A new message; nothing is delivered before the subscription is confirmed."""
        assert self.confirmed
        self.sent += 1
        return await self._deliver(notification(message, MessageId=f"m-{self.sent}", Timestamp=self._now()))

    async def again(self) -> httpx.Response:
        """The last message once more, byte for byte."""
        return await self._post(self._last)

    async def _deliver(self, envelope: dict[str, Any]) -> httpx.Response:
        self._last = signed(envelope, self._version)
        return await self._post(self._last)

    async def _post(self, envelope: dict[str, Any]) -> httpx.Response:
        headers = self._headers | {
            "x-amz-sns-message-type": envelope["Type"],
            "x-amz-sns-topic-arn": envelope["TopicArn"],
        }
        return await self._client.post("/webhooks/sns", content=json.dumps(envelope).encode(), headers=headers)

    @staticmethod
    def _now() -> str:
        return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
