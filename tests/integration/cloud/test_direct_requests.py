"""Requests that leave without boto3: they are what boto3 would send, and whatever is unexpected is asked through it."""

from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import web
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.support.servers.s3_store import credentials
from tools.resilience import Guard
from tools.settings import Settings
from tools.tickets.s3.objects.bucket import Blob, Bucket

KEY = "head/0a/über +~&=%41.txt"
XML = "<Error><Code>{}</Code></Error>"
Answer = Callable[[web.Request], web.Response | None]


class Service:
    """Keeps objects, and checks the signature of what boto3 did not send."""

    def __init__(self) -> None:
        self.objects = dict[str, bytes]()
        self.direct, self.by_boto3 = list[str](), list[str]()
        self.spoils: Answer = lambda request: None

    async def answer(self, request: web.Request) -> web.Response:
        body = await request.read()
        is_direct = "Accept-Encoding" not in request.headers  # urllib3 always sends one
        (self.direct if is_direct else self.by_boto3).append(request.method)
        if is_direct:
            assert request.headers["Authorization"] == signature(request, body)
            if (spoilt := self.spoils(request)) is not None:
                return spoilt
        if request.method == "PUT":
            self.objects[request.raw_path] = body if is_direct else b"by boto3"
            return web.Response(headers={"ETag": '"1"'})
        if request.method == "DELETE":
            self.objects.pop(request.raw_path, None)
            return web.Response(status=204)
        if request.raw_path not in self.objects:
            return web.Response(status=404, text=XML.format("NoSuchKey"))
        return web.Response(body=self.objects[request.raw_path], headers={"ETag": '"1"'})


def signature(request: web.Request, body: bytes) -> str:
    """What botocore signs such a request with."""
    names = request.headers["Authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")
    signed = {name: request.headers[name] for name in names if name not in ("host", "x-amz-date")}
    again = AWSRequest(request.method, str(request.url.origin()) + request.raw_path, signed, body)
    at = request.headers["X-Amz-Date"]

    class Again(S3SigV4Auth):
        def _modify_request_before_signing(self, request: AWSRequest) -> None:
            request.headers["X-Amz-Date"] = request.context["timestamp"] = at

    Again(Credentials("test", "test"), "s3", "us-east-1").add_auth(again)
    return str(again.headers["Authorization"])


@pytest.fixture
async def service() -> AsyncIterator[tuple[Service, int]]:
    kept, application = Service(), web.Application()
    application.router.add_route("*", "/{path:.*}", kept.answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield kept, runner.addresses[0][1]
    await runner.cleanup()


@pytest.fixture
async def bucket(service: tuple[Service, int], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bucket]:
    """A bucket that has just learned where it is."""
    credentials(monkeypatch)
    settings = Settings(s3_bucket="b", aws_endpoint_url=f"http://127.0.0.1:{service[1]}")
    opened = Bucket.open(settings, Guard("s3"))
    await opened.put("first", b"")
    assert service[0].by_boto3 == ["PUT"]
    service[0].by_boto3.clear()
    yield opened
    await opened.close()


async def test_objects_are_kept_and_read_without_boto3(service: tuple[Service, int], bucket: Bucket) -> None:
    assert await bucket.get(KEY) is None
    assert await bucket.create(KEY, b"one")
    assert await bucket.exchange(KEY, b"two", '"1"') == '"1"'
    assert await bucket.get(KEY) == Blob(b"two", '"1"')
    await bucket.put(KEY, b"")
    assert await bucket.get(KEY) == Blob(b"", '"1"')
    await bucket.delete(KEY)
    assert await bucket.get(KEY) is None
    assert service[0].by_boto3 == []
    assert len(service[0].direct) == 8


@pytest.mark.parametrize(("status", "code"), [(301, "PermanentRedirect"), (400, "ExpiredToken"), (403, "AccessDenied")])
async def test_boto3_is_asked_what_a_refusal_means(
    service: tuple[Service, int], bucket: Bucket, status: int, code: str
) -> None:
    kept, _ = service
    kept.spoils = lambda request: web.Response(status=status, text=XML.format(code))
    await bucket.put(KEY, b"one")
    assert (kept.direct, kept.by_boto3) == (["PUT"], ["PUT"])
    kept.spoils = lambda request: None
    assert await bucket.get(KEY) == Blob(b"by boto3", '"1"')
    assert (kept.direct, kept.by_boto3) == (["PUT", "GET"], ["PUT"])


async def test_a_missing_bucket_is_no_missing_object(service: tuple[Service, int], bucket: Bucket) -> None:
    service[0].spoils = lambda request: web.Response(status=404, text=XML.format("NoSuchBucket"))
    assert await bucket.get(KEY) is None  # boto3 was asked, and finds no such object
    assert service[0].by_boto3 == ["GET"]


async def test_a_body_that_was_changed_on_its_way_is_read_again(service: tuple[Service, int], bucket: Bucket) -> None:
    kept, _ = service
    spoilt = iter([web.Response(body=b"onf", headers={"x-amz-checksum-crc32": "DDCPCg==", "ETag": '"1"'})])
    await bucket.put(KEY, b"one")
    kept.spoils = lambda request: next(spoilt, None)
    assert await bucket.get(KEY) == Blob(b"one", '"1"')
    assert kept.direct == ["PUT", "GET", "GET"]
