"""Pinecone and OpenAI away while reports come in: no report fails, and what was put off is made up for by itself."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.server_process import free_port
from tests.support.servers.process import running
from tests.support.servers.product import log_in, serving
from tests.support.servers.s3_store import AUDIT_KEY, s3_double
from tools.vectors.pinecone import namespace_of

PAIRS = [
    ("Failed to open the connection to the database", "Failed to open connection to database"),
    (
        "Deployment api has not matched the expected number of replicas for longer than 15 minutes",
        "Deployment api has not matched expected number of replicas for 15 minutes",
    ),
    ("Pod has been restarted 12 times in 10 minutes", "Pod was restarted 9 times in 10 minutes"),
]
KNOWN = "Lambda timeout after 30s"
SUBJECTS = ("ledger export", "invoice mailer", "search crawler", "avatar resizer", "coupon engine")
FAULTS = ("ran out of file handles", "cannot read its certificate", "lost its leader election", "skipped a checksum")
REPEATS = 4
LIMIT_SECONDS = 240


class Outside:
    """The services that fail: one address each, whatever happens to the process behind it."""

    def __init__(self) -> None:
        self.ports = {"pinecone": free_port(), "openai": free_port()}
        self._up: dict[str, ExitStack] = {}

    def address(self, name: str) -> str:
        return f"http://127.0.0.1:{self.ports[name]}"

    def start(self, name: str) -> None:
        stack = self._up[name] = ExitStack()
        stack.enter_context(running(f"tests.support.servers.{name}_server", "--port", str(self.ports[name])))

    def stop(self, name: str) -> None:
        self._up.pop(name).close()

    def fail(self, name: str, how: int | str) -> None:
        if how == "refused":
            self.stop(name)
        elif name == "pinecone":
            httpx.put(f"{self.address(name)}/_double/settings", json={"failing": how})
        else:
            step = {"do": "status", "code": how} if isinstance(how, int) else {"do": how, "seconds": 60}
            httpx.post(
                f"{self.address(name)}/script", json={"steps": [step | ({"seconds": 0.2} if how == "drip" else {})]}
            )

    def heal(self, name: str, how: int | str) -> None:
        if how == "refused":
            self.start(name)
        elif name == "pinecone":
            httpx.put(f"{self.address(name)}/_double/settings", json={"delay": 1.5})

    def asked(self) -> int:
        """Calls of the language model since it was last told what to do."""
        return len(httpx.get(f"{self.address('openai')}/calls").json())

    def answer(self) -> None:
        """The model obeys again, and cites what everyone cites."""
        step = {"do": "obey", "text": "Raise the pool size.", "cite": ["pool#mitigation"]}
        httpx.post(f"{self.address('openai')}/script", json={"steps": [step]})


@pytest.fixture(scope="module")
def outside() -> Iterator[Outside]:
    made = Outside()
    for name in made.ports:
        made.start(name)
    made.answer()
    yield made
    for name in made.ports:
        made.stop(name)


@pytest.fixture(scope="module")
def client(outside: Outside, library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server that nothing is wrong with but what it calls."""
    data: Path = tmp_path_factory.mktemp("degraded") / "data"
    with s3_double() as bucket:
        settings = {
            "S3_BUCKET": "tickets",
            "AUDIT_KEY": AUDIT_KEY,
            "AWS_ENDPOINT_URL": bucket,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
            "JWT_SECRET_KEY": "a-secret-that-all-processes-of-a-team-share",
            "PINECONE_API_KEY": "test-key",
            "PINECONE_HOST": outside.address("pinecone"),
            "OPENAI_API_KEY": "sk-local-0123456789abcdef0123456789",
            "OPENAI_BASE_URL": f"{outside.address('openai')}/v1",
            "OPENAI_TIMEOUT_SECONDS": "2",
            "SHIPPED_RUNBOOKS": "never",
        }
        with serving(data, library, **settings) as (address, _), log_in(address) as admin:
            text = (
                "# Pool\n\n## Meaning\n\nFailed to open a connection to the database.\n\n"
                "## Mitigation\n\nRaise the pool size.\n"
            )
            admin.put("/runbooks/pool", content=text).raise_for_status()
            yield admin


@contextmanager
def outage(outside: Outside, names: tuple[str, ...], how: int | str) -> Iterator[None]:
    for name in names:
        outside.fail(name, how)
    try:
        yield
    finally:
        for name in names:
            outside.heal(name, how)


def send(client: httpx.Client, service: str, log: str) -> dict[str, Any]:
    answer = client.post("/incident", json={"log": log, "service": service})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def until(holds: Callable[[], bool], what: str) -> None:
    tick, deadline = threading.Event(), time.monotonic() + LIMIT_SECONDS
    while not holds():
        assert time.monotonic() < deadline, what
        tick.wait(0.3)


BOTH = ("pinecone", "openai")


@pytest.mark.parametrize(
    ("names", "how"),
    [
        (("pinecone",), 503),
        (("openai",), 503),
        pytest.param(BOTH, "hang", marks=pytest.mark.long),
        pytest.param(BOTH, 503, marks=pytest.mark.long),
        pytest.param(BOTH, "refused", marks=pytest.mark.long),
        pytest.param(BOTH, "drip", marks=pytest.mark.long),
        pytest.param(("pinecone",), 401, marks=pytest.mark.long),
    ],
    ids=lambda value: value if isinstance(value, str) else "+".join(value) if isinstance(value, tuple) else str(value),
)
def test_no_report_fails_and_the_backlog_drains_by_itself(
    client: httpx.Client, outside: Outside, names: tuple[str, ...], how: int | str
) -> None:
    service = f"{'-'.join(names)}-{how}"

    def shown(incident_id: str) -> dict[str, Any]:
        return dict(client.get(f"/incidents/{incident_id}").json())

    known = send(client, service, KNOWN)
    with outage(outside, names, how):
        repeats = [send(client, service, f"Lambda timeout after {30 + number}s") for number in range(REPEATS)]
        pairs = [tuple(send(client, service, log) for log in pair) for pair in PAIRS]
        asked = outside.asked() if "openai" in names and how != "refused" else 0
        ready = client.get("/readyz")
    assert {(each["status"], each["incident_id"]) for each in repeats} == {("existing", known["incident_id"])}
    assert ready.status_code == 200
    if "pinecone" in names:
        assert all(each["status"] == "new" and "semantic" in each["pending"] for pair in pairs for each in pair)
        assert how == 401 or ready.json()["breakers"]["pinecone"] == "opened"
    if "openai" in names:
        assert asked <= 2 * len(PAIRS)
        until(lambda: bool(shown(pairs[0][0]["incident_id"])["advice"]), "no advice was ever given")
        advised = shown(pairs[0][0]["incident_id"])
        assert advised["advice"]["source"] == "runbooks"
        assert "Written from the runbooks alone" in advised["recommendations"]

    def settled() -> bool:
        for one, other in pairs:
            root = shown(other["incident_id"])["merged_into"] or other["incident_id"]
            if root != one["incident_id"] or "semantic" in shown(one["incident_id"])["pending"]:
                return False
        return True

    until(settled, "the deferred matches were never made")
    live = client.get("/incidents", params={"service": service, "status": "OPEN"}).json()
    assert sorted(each["occurrences"] for each in live["incidents"]) == [2, 2, 2, 1 + REPEATS]


def test_both_are_used_again_after_an_outage(client: httpx.Client, outside: Outside) -> None:
    """Half-open probes close the breakers; no process is restarted."""
    with outage(outside, BOTH, 503):
        for number in range(6):
            send(client, f"shaken-{number}", PAIRS[0][0])
    outside.answer()
    attempts = iter(range(10**6))
    until(
        lambda: str((send(client, f"calm-{next(attempts)}", PAIRS[0][0])["advice"] or {}).get("source")).startswith(
            "openai"
        ),
        "the model was never asked again",
    )
    until(lambda: set(client.get("/readyz").json()["breakers"].values()) == {"closed"}, "a breaker stayed open")


@pytest.mark.long
def test_a_thousand_reports_in_an_outage_are_all_made_up_for(client: httpx.Client, outside: Outside) -> None:
    """Every problem has its vector in Pinecone afterwards, and nothing is left to do."""
    problems = [f"{subject} {fault}" for subject in SUBJECTS for fault in FAULTS]
    reports = [{"log": problems[number % len(problems)], "service": "flood"} for number in range(1000)]
    before = vectors(outside)
    with outage(outside, BOTH, 503):
        answers = []
        for start in range(0, len(reports), 250):
            told = client.post("/incidents/batch", json={"reports": reports[start : start + 250]}, timeout=120)
            answers += told.json()["results"]
    assert {each["status"] for each in answers} == {"new", "existing"}
    tickets = client.get("/incidents", params={"service": "flood", "limit": 200}).json()
    assert tickets["count"] == len(problems)
    assert sum(each["occurrences"] for each in tickets["incidents"]) == len(reports)
    until(lambda: vectors(outside) >= before + len(problems), "vectors are missing")
    until(
        lambda: "semantic" not in str(client.get("/incidents", params={"service": "flood", "limit": 200}).json()),
        "late",
    )


def vectors(outside: Outside) -> int:
    """How many problems of the tenant Pinecone shows."""
    found = httpx.get(f"{outside.address('pinecone')}/_double/namespaces").json()
    return len(found.get(namespace_of("default"), ()))
