"""moto as a second judge of the API's shape: the store's requests are what an S3 service understands.

It says nothing about races; the strict double does.
"""

import time
from collections.abc import Iterator

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.support.clock import ManualClock
from tests.support.knowledge import section_row
from tests.support.servers.s3_store import credentials, s3_store
from tests.support.story import Story
from tools.errors import Misconfigured
from tools.nouns.accounts import Account, AuditAction, AuditEntry, Role
from tools.nouns.decisions import Verdict
from tools.nouns.incidents import IncidentQuery, Status
from tools.nouns.knowledge import Runbook


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadedMotoServer(port=0)
    server.start()
    _, port = server.get_host_and_port()
    yield f"http://127.0.0.1:{port}"
    server.stop()


@pytest.fixture(autouse=True)
def bucket(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    credentials(monkeypatch)
    client = boto3.client("s3", endpoint_url=address)
    client.create_bucket(Bucket="tickets")
    client.close()


async def test_a_problem_lives_through_its_whole_life(address: str) -> None:
    clock = ManualClock()
    async with s3_store(address, clock) as store:
        story = Story(store, clock)
        first = await story.report()
        assert (await story.report()).verdict is Verdict.EXISTING
        await story.resolve(first.incident_id)
        back = await story.report()
        assert (back.verdict, back.regression_of) == (Verdict.REGRESSION, first.incident_id)
        other = await story.report("certificate expired")
        await story.merge(other.incident_id, back.incident_id)
        page = await store.incidents("default", IncidentQuery(status=Status.OPEN))
        assert [(each.incident_id, each.occurrences) for each in page.items] == [(back.incident_id, 2)]
        clock.pass_(120.0)
        assert not any((await store.reconcile()).values())


async def test_accounts_replies_and_runbooks_are_kept(address: str) -> None:
    async with s3_store(address, time.time) as store:
        user = Account(username="ann", tenant="default", role=Role.ADMIN, password_hash="x")
        assert [await store.create_user(user), await store.create_user(user)] == [True, False]
        await store.audit(AuditEntry("default", "ann", AuditAction.USER_ADDED, "bob"))
        await store.put_runbook("default", Runbook("db", "Db", "text", "api", "digest"), [section_row()])
        assert (await store.sections("default", 0))[1] == [section_row()]
        await store.remember_embedder("one@1")
        with pytest.raises(Misconfigured):
            await store.remember_embedder("two@2")
