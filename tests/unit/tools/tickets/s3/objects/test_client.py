"""What a request to S3 looks like when it leaves; nothing is sent."""

import io

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from tests.support.servers.s3_store import credentials
from tools.settings import Settings
from tools.tickets.s3.objects.client import ask, make_client

PUT = {"Bucket": "b", "Key": "claim/1", "Body": b"hello", "IfNoneMatch": "*"}


class Raw(io.BytesIO):
    """A body as urllib3 gives it."""

    def stream(self, *_: object, **__: object) -> list[bytes]:
        return [self.read()]


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:1", "https://127.0.0.1:1"])
def test_a_write_does_not_ask_first(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    credentials(monkeypatch)
    client = make_client(Settings(_env_file=None, s3_bucket="b", aws_endpoint_url=endpoint), 1)
    sent: list[AWSPreparedRequest] = []

    def answer(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        sent.append(request)
        return AWSResponse(request.url, 200, {"ETag": '"x"'}, Raw())

    client.meta.events.register("before-send.s3", answer)
    assert ask(client.put_object, PUT).etag == '"x"'
    [request] = sent
    assert "Expect" not in request.headers
    assert request.headers["If-None-Match"] in ("*", b"*")
    body = request.body if isinstance(request.body, bytes) else request.body.read()
    assert b"hello" in body
