"""LangGraph Studio's server boots offline from langgraph.json and runs the same graph over the same store."""

import asyncio
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from langgraph_sdk import get_sync_client
from langgraph_sdk.errors import AuthenticationError

from agents.state import Result
from api.auth.signing_keys import FixedKeys
from api.auth.tokens import TokenSigner
from tests.support.servers.studio_server import studio
from tools.embeddings.minilm import identity_of
from tools.nouns.accounts import Account, Role
from tools.settings import Settings
from tools.tickets.embedded import EmbeddedStore

EXAMPLES = Path(__file__).resolve().parents[3] / "docs" / "examples"
SECRET = "studio-test-0123456789abcdefghijklmnopqrstuvwxyz"

INPUT = {"log": "Lambda timeout after 30s", "service": "payment-processor"}


@pytest.fixture(scope="module")
def server(ingested: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("studio")
    shutil.copytree(ingested, folder / "data")
    with studio(folder) as base:
        yield base


@pytest.fixture
def client(server: str) -> Iterator[Any]:
    with get_sync_client(url=server) as opened:
        yield opened


@pytest.fixture
def assistant(client: Any) -> str:
    [found] = client.assistants.search()
    assert found["graph_id"] == "incident-responder"
    return str(found["assistant_id"])


def test_the_drawing_shows_the_three_labelled_paths(client: Any, assistant: str) -> None:
    drawing = client.assistants.get_graph(assistant)
    labelled = {(edge["source"], edge["target"], edge["data"]) for edge in drawing["edges"] if edge.get("conditional")}
    assert labelled == {
        ("analyzer", "publisher", "duplicate"),
        ("analyzer", "retriever", "regression"),
        ("analyzer", "retriever", "new"),
    }


def test_the_forms_explain_themselves(client: Any, assistant: str) -> None:
    schemas = client.assistants.get_schemas(assistant)
    for field in schemas["input_schema"]["properties"].values():
        assert field["title"]
        assert field["description"]
    assert schemas["input_schema"]["properties"]["log"]["examples"] == ["Lambda timeout after 30s"]
    assert schemas["context_schema"]["properties"]["dry_run"]["default"] is True
    assert schemas["input_schema"]["required"] == ["log", "service"]
    assert "CRITICAL" in schemas["input_schema"]["properties"]["severity"]["enum"]
    assert set(schemas["output_schema"]["properties"]) == set(Result.__annotations__)


def test_a_run_is_dry_unless_it_says_otherwise(client: Any, assistant: str) -> None:
    for _ in range(2):
        dry = client.runs.wait(None, assistant, input=INPUT)
        assert (dry["status"], dry["decision"]["dry_run"]) == ("new", True)
        assert dry["runbooks"][0]["runbook_id"] == "aws/lambda-timeout"
    tuned = client.runs.wait(None, assistant, input=INPUT, context={"dry_run": False, "similarity_threshold": 0.1})
    assert tuned["decision"]["dry_run"]
    assert client.runs.wait(None, assistant, input=INPUT, context={"dry_run": False})["status"] == "new"


def test_reports_on_one_thread_are_counted_each(client: Any, assistant: str) -> None:
    thread = client.threads.create()["thread_id"]
    report = {"log": "disk /var is full on node 7", "service": "builds"}
    answers = [client.runs.wait(thread, assistant, input=report, context={"dry_run": False}) for _ in range(3)]
    assert [answer["status"] for answer in answers] == ["new", "existing", "existing"]
    assert [answer["occurrences"] for answer in answers] == [1, 2, 3]


def test_an_input_that_is_no_report_fails_only_its_run(client: Any, assistant: str) -> None:
    failed = client.runs.wait(None, assistant, input={"log": "no service"}, raise_error=False)
    assert failed["__error__"] == {"error": "InvalidRequest", "message": "service must be a non-empty string"}


def test_a_run_sees_nothing_of_an_earlier_one_on_its_thread(client: Any, assistant: str) -> None:
    thread = client.threads.create()["thread_id"]
    first = {
        "log": "payments queue stuck", "service": "pay", "environment": "production", "severity": "CRITICAL",
        "labels": {"region": "eu"}, "release": "1.4.2", "occurred_at": 1_790_000_000.0, "source": "alerts",
        "idempotency_key": "alert-4711", "tenant": "acme",
    }  # fmt: skip
    stored: Any = {"dry_run": False}
    one = client.runs.wait(thread, assistant, input=first, context=stored)
    two = client.runs.wait(
        thread, assistant, input={"log": "search index is stale", "service": "search"}, context=stored
    )
    assert two["status"] == "new"
    assert two["incident_id"] != one["incident_id"]
    assert (one["severity"], two["severity"]) == ("CRITICAL", "MEDIUM")
    state = client.threads.get_state(thread)["values"]
    assert state["asked"] == {"tenant": "default", "service": "search", "log": "search index is stale", "labels": {}}
    assert not {"log", "labels", "tenant", "idempotency_key", "release", "environment"} & set(state)


def test_a_stream_shows_what_each_agent_found_and_says(client: Any, assistant: str) -> None:
    report = {"log": "the certificate of api.example.org expires in 3 days", "service": "edge"}
    parts = list(client.runs.stream(None, assistant, input=report, stream_mode=["updates", "custom"]))
    updates = {name: update for part in parts if part.event == "updates" for name, update in part.data.items()}
    assert updates["analyzer"]["template"]
    assert updates["analyzer"]["path"] == "new"
    assert updates["retriever"]["evidence"]
    said = [part.data["agent"] for part in parts if part.event == "custom"]
    assert said == ["analyzer", "retriever", "recommender", "recommender", "publisher"]


def test_nothing_secret_is_kept_in_a_run_s_state(client: Any, assistant: str) -> None:
    thread = client.threads.create()["thread_id"]
    report = {"log": "login failed: password=hunter2hunter2 for admin", "service": "sso"}
    answer = client.runs.wait(thread, assistant, input=report)
    assert "hunter2" not in str(answer)
    assert "hunter2" not in client.threads.get_state(thread)["values"]["asked"]["log"]


def example(name: str, *arguments: str, **environment: str) -> str:
    """What an example of the documentation prints."""
    ran = subprocess.run(
        [sys.executable, str(EXAMPLES / name), *arguments],
        env={"PATH": "", "PYTHONPATH": str(EXAMPLES.parents[1])} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return ran.stdout


def test_the_example_drives_the_graph_by_the_sdk(server: str) -> None:
    printed = example("drive_by_sdk.py", server)
    assert "analyzer: " in printed
    assert "retriever: these sections fit: aws/lambda-timeout" in printed or "existing" in printed


def test_the_example_runs_the_graph_in_its_own_code(ingested: Path, tmp_path: Path) -> None:
    shutil.copytree(ingested, tmp_path / "data")
    printed = example("in_own_code.py", DATA_DIR=str(tmp_path / "data"), HOME=str(tmp_path))
    assert printed.startswith("new inc_")
    assert "aws/lambda-timeout" in printed


async def _accounts(folder: Path) -> None:
    store = await EmbeddedStore.open(folder, time.time, identity_of(Settings().embeddings_precision))
    for name, role in (("ann", "responder"), ("vic", "viewer")):
        await store.create_user(_account(name, role))
    await store.close()


def _token(name: str, role: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {TokenSigner(FixedKeys([SECRET]), 600).sign(_account(name, role))}"}


def _account(name: str, role: str) -> Account:
    return Account(username=name, tenant="acme", role=Role.parse(role), password_hash="x")


def test_with_studio_auth_only_our_tokens_are_let_in(served_data: Path, tmp_path: Path) -> None:
    asyncio.run(_accounts(served_data))
    with studio(tmp_path, STUDIO_AUTH="on", JWT_SECRET_KEY=SECRET) as base:
        for headers in ({}, {"Authorization": "Bearer x.y.z"}, {"x-auth-scheme": "langsmith"}):
            with get_sync_client(url=base, headers=headers) as client, pytest.raises(AuthenticationError):
                client.assistants.search()
        with get_sync_client(url=base, headers=_token("vic", "viewer")) as viewer:
            [found] = viewer.assistants.search()
            with pytest.raises(httpx.HTTPStatusError, match="403"):
                viewer.runs.wait(None, found["assistant_id"], input=INPUT)
        with get_sync_client(url=base, headers=_token("ann", "responder")) as responder:
            thread = responder.threads.create()["thread_id"]
            responder.runs.wait(thread, found["assistant_id"], input={**INPUT, "tenant": "rival"})
            assert responder.threads.get_state(thread)["values"]["asked"]["tenant"] == "acme"
