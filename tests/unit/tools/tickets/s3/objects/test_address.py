"""What boto3's requests show of a bucket: where it is, and what they are signed for; nothing is sent."""

import io
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config

from tests.support.servers.s3_store import credentials
from tools.tickets.s3.objects.address import Address

KEY = "pre fix/alias/0a/über+~&=%41.txt"
QUOTED = "pre%20fix/alias/0a/%C3%BCber%2B~%26%3D%2541.txt"
LOCAL = "http://127.0.0.1:1"


class Raw(io.BytesIO):
    """A body as urllib3 gives it."""

    def stream(self, *_: object, **__: object) -> list[bytes]:
        return [self.read()]


def sent(bucket: str, **given: Any) -> AWSPreparedRequest:
    client = boto3.client("s3", **given)
    seen: list[AWSPreparedRequest] = []

    def answer(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        seen.append(request)
        return AWSResponse(request.url, 200, {"ETag": '"x"'}, Raw())

    client.meta.events.register("before-send.s3", answer)
    client.put_object(Bucket=bucket, Key=KEY, Body=b"x")
    return seen[-1]


@pytest.fixture(autouse=True)
def _signs(monkeypatch: pytest.MonkeyPatch) -> None:
    credentials(monkeypatch)


@pytest.mark.parametrize(
    ("bucket", "given", "base", "region"),
    [
        ("tickets", {"region_name": "eu-central-1"}, "https://tickets.s3.eu-central-1.amazonaws.com/", "eu-central-1"),
        ("a.b", {"region_name": "eu-west-1"}, "https://s3.eu-west-1.amazonaws.com/a.b/", "eu-west-1"),
        ("b", {"endpoint_url": LOCAL, "config": Config(s3={"addressing_style": "path"})}, f"{LOCAL}/b/", "us-east-1"),
        (
            "tickets",
            {"region_name": "eu-west-1", "config": Config(s3={"use_dualstack_endpoint": True})},
            "https://tickets.s3.dualstack.eu-west-1.amazonaws.com/",
            "eu-west-1",
        ),
        (
            "arn:aws:s3:eu-west-2:123456789012:accesspoint/tickets",
            {"region_name": "eu-west-2"},
            "https://tickets-123456789012.s3-accesspoint.eu-west-2.amazonaws.com/",
            "eu-west-2",
        ),
    ],
)
def test_the_address_is_that_of_every_object(bucket: str, given: Any, base: str, region: str) -> None:
    shown = Address.shown_by(sent(bucket, **given), KEY)
    assert shown == Address(base, region)
    assert shown.of(KEY) == base + QUOTED


def test_what_is_signed_for_something_else_shows_none() -> None:
    arn = "arn:aws:s3-outposts:us-west-2:123456789012:outpost/op-01/accesspoint/tickets"
    assert Address.shown_by(sent(arn, region_name="us-west-2"), KEY) is None


def test_a_request_for_another_key_shows_none() -> None:
    assert Address.shown_by(sent("b"), "another") is None


def test_behind_a_proxy_boto3_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:3128")
    assert Address.shown_by(sent("b"), KEY) is None
    monkeypatch.setenv("no_proxy", ".amazonaws.com")
    assert Address.shown_by(sent("b"), KEY) is not None
