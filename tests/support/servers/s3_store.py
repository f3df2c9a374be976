"""Opens the S3 store against the double, for suites that run on every implementation."""

import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache

import botocore.session
import pytest

from tests.support.servers.process import running
from tools.nouns.policy import DEFAULTS, Policy
from tools.ports import Clock
from tools.resilience import Guard
from tools.settings import Settings
from tools.tickets.s3 import S3Store
from tools.tickets.s3.objects import address as learned
from tools.tickets.s3.objects.bucket import Bucket
from tools.tickets.s3.parts import Parts

# botocore reads megabytes of JSON for every session; one loader reads them once for all sessions of the suite.
botocore.session.create_loader = cache(botocore.session.create_loader)

# The suite's stores live for a few requests: from the second on they go the way of a server's.
learned.FIRST_BY_BOTO3 = 1

AUDIT_KEY = "a-key-that-seals-the-audit-log-of-tests-0123456789"


@contextmanager
def s3_double() -> Iterator[str]:
    """The address of a running double."""
    with running("tests.support.servers.s3_server") as address:
        yield address


def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """What boto3 wants to sign with; the double does not check it."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AUDIT_KEY", AUDIT_KEY)


class ProbedS3Store(S3Store):
    """S3Store, whose parts a test may use by themselves."""

    @property
    def parts(self) -> Parts:
        return self._parts


@asynccontextmanager
async def s3_store(
    address: str, clock: Clock, prefix: str = "", policy: Policy = DEFAULTS
) -> AsyncIterator[ProbedS3Store]:
    """A store in a prefix of its own."""
    settings = Settings(s3_bucket="tickets", s3_prefix=prefix or uuid.uuid4().hex, aws_endpoint_url=address)
    guard = Guard("s3")
    store = ProbedS3Store(Bucket.open(settings, guard), clock, guard, policy)
    await store.ready()
    yield store
    await store.close()
