"""Amazon SNS: both versions count; forged, old and foreign envelopes do not, and nothing foreign is asked."""

from typing import Any

import pytest

from api.auth.signatures.sns import SnsVerifier, is_own
from tests.support.sns import CERTIFICATE_URL, HOST, NOW, certificate, confirmation, notification, signed
from tools.errors import Unavailable
from tools.inbound.fields import Fields


class Amazon:
    """Answers with the certificate, and counts."""

    def __init__(self, answer: bytes | None = None) -> None:
        self.answer = certificate() if answer is None else answer
        self.asked: list[str] = []

    async def __call__(self, address: str) -> bytes:
        self.asked.append(address)
        return self.answer


async def verdict(envelope: dict[str, Any], answer: bytes | None = None) -> tuple[bool, int]:
    amazon = Amazon(answer)
    return await SnsVerifier(amazon).is_signed(Fields(envelope), NOW), len(amazon.asked)


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("envelope", [notification(), notification(Subject="Größe"), confirmation()])
async def test_what_amazon_signed_counts(envelope: dict[str, Any], version: str) -> None:
    assert await verdict(signed(envelope, version)) == (True, 1)


async def test_a_message_without_a_subject_counts() -> None:
    bare = {name: value for name, value in notification().items() if name != "Subject"}
    assert await verdict(signed(bare)) == (True, 1)
    assert await verdict(signed(bare) | {"Subject": None}) == (True, 1)
    assert await verdict(signed(bare) | {"Subject": "put in later"}) == (False, 1)


async def test_the_name_that_lambda_gives_the_address_counts() -> None:
    envelope = signed(notification())
    envelope["SigningCertUrl"] = envelope.pop("SigningCertURL")
    assert await verdict(envelope) == (True, 1)


@pytest.mark.parametrize("name", ["Message", "MessageId", "Subject", "Timestamp", "TopicArn"])
async def test_a_changed_field_does_not(name: str) -> None:
    changed = "2026-11-29T12:00:01.000Z" if name == "Timestamp" else "changed"
    assert await verdict(signed(notification()) | {name: changed}) == (False, 1)


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        ({"Signature": ""}, 1), ({"Signature": "!!!"}, 1), ({"Signature": "AAAA"}, 1), ({"Signature": 7}, 1),
        ({"Signature": "é"}, 1), ({"SignatureVersion": "1"}, 1), ({"SignatureVersion": "3"}, 0),
        ({"SignatureVersion": None}, 0), ({"Timestamp": "yesterday"}, 0), ({"Timestamp": "2026-11-29T09:00:00Z"}, 0),
        ({"Timestamp": "2026-11-29T13:00:00Z"}, 0), ({"SigningCertURL": ""}, 0), ({"SigningCertURL": 7}, 0),
        ({"Message": "\ud800"}, 1), ({"Message": ["a"]}, 1),
    ],
)  # fmt: skip
async def test_what_is_forged_old_or_malformed_does_not(change: dict[str, Any], asked: int) -> None:
    assert await verdict(signed(notification()) | change) == (False, asked)


@pytest.mark.parametrize("answer", [b"", b"no certificate", certificate(1)])
async def test_another_certificate_does_not(answer: bytes) -> None:
    assert await verdict(signed(notification()), answer) == (False, 1)


FOREIGN = [
    f"http://{HOST}/SimpleNotificationService-0.pem", f"https://{HOST}:8443/SimpleNotificationService-0.pem",
    f"https://{HOST}.example.com/SimpleNotificationService-0.pem", f"https://a@{HOST}/SimpleNotificationService-0.pem",
    f"https://example.com/{HOST}/SimpleNotificationService-0.pem", f"https://{HOST}/SimpleNotificationService-0.pem?a=b",
    f"https://{HOST}/other.pem", f"https://{HOST}/../SimpleNotificationService-0.pem", f"https://{HOST}\\@example.com/a.pem",
    "https://sns.evil.amazonaws.com/SimpleNotificationService-0.pem", "https://bucket.s3.amazonaws.com/x.pem",
    "https://sns.eu-central-1.amazonaws.com.evil.com/SimpleNotificationService-0.pem", "https://[::1/a.pem", "file:///etc/passwd",
    "https://sns.eu-central-1.amazonaws.com\n.evil.com/SimpleNotificationService-0.pem",
]  # fmt: skip


@pytest.mark.parametrize("address", FOREIGN)
async def test_no_foreign_address_is_asked(address: str) -> None:
    assert await verdict(signed(notification()) | {"SigningCertURL": address}) == (False, 0)
    amazon = Amazon()
    await SnsVerifier(amazon).confirm(Fields({"SubscribeURL": address}))
    assert all(asked.startswith(f"https://{HOST}/") for asked in amazon.asked)


@pytest.mark.parametrize(
    "host",
    ["sns.us-east-1.amazonaws.com", "sns.ap-southeast-2.amazonaws.com", "sns.cn-north-1.amazonaws.com.cn",
     "sns.us-gov-west-1.amazonaws.com", "sns.us-iso-east-1.c2s.ic.gov", "sns.eusc-de-east-1.amazonaws.eu"],
)  # fmt: skip
def test_every_partition_has_its_hosts(host: str) -> None:
    assert is_own(f"https://{host}/?Action=ConfirmSubscription")


async def test_a_certificate_is_fetched_once() -> None:
    amazon = Amazon()
    verifier = SnsVerifier(amazon)
    for _ in range(3):
        assert await verifier.is_signed(Fields(signed(notification())), NOW)
    assert amazon.asked == [CERTIFICATE_URL]


async def test_a_confirmation_is_visited() -> None:
    amazon = Amazon(b"<ConfirmSubscriptionResponse/>")
    assert await SnsVerifier(amazon).confirm(Fields(confirmation()))
    assert amazon.asked == [confirmation()["SubscribeURL"]]


async def test_what_cannot_be_asked_is_told_apart_from_a_forgery() -> None:
    async def nobody(_address: str) -> bytes:
        raise Unavailable("no network")

    with pytest.raises(Unavailable):
        await SnsVerifier(nobody).is_signed(Fields(signed(notification())), NOW)
