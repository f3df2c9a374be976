"""The function in a process of Lambda's own runtime client, on a bucket: starts once, and keeps what it opened."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.cloud_events import http_event, queue_event, schedule_event
from tests.support.servers.runtime_api import RuntimeApi, function_process, runtime_api
from tests.support.servers.s3_store import credentials
from tools.nouns.queued import QueuedReport
from tools.nouns.queued_json import queued_to_text
from tools.nouns.redacted import Redacted
from tools.nouns.reports import Report

REPORT = {"log": "Lambda timeout after 30s", "service": "payment-processor"}


@pytest.fixture
def bucket(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    credentials(monkeypatch)
    return {"S3_BUCKET": "tickets", "S3_PREFIX": tmp_path.name, "AWS_ENDPOINT_URL": address}


@pytest.fixture
def api() -> Iterator[RuntimeApi]:
    with runtime_api() as running:
        yield running


def request(api: RuntimeApi, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
    told = api.invoke(http_event(method, path, "" if body is None else json.dumps(body), **headers))
    assert not told.failed, told.body
    return told.body["statusCode"], json.loads(told.body["body"])


def log_in(api: RuntimeApi) -> dict[str, str]:
    login = {"username": "admin", "password": "a password for this test"}
    return {"authorization": f"Bearer {request(api, 'POST', '/login', login)[1]['access_token']}"}


def test_a_story_over_two_processes(api: RuntimeApi, bucket: dict[str, str], tmp_path: Path) -> None:
    service, log = Redacted(REPORT["service"]), Redacted(REPORT["log"])
    message = queued_to_text(QueuedReport(Report("req_" + "ab" * 16, "default", service, log, 1e9)))
    with function_process(api, tmp_path, **bucket):
        assert request(api, "GET", "/healthz")[0] == 200
        bearer = log_in(api)
        first = request(api, "POST", "/incident", REPORT, **bearer)[1]
        assert first["status"] == "new"
        assert request(api, "POST", "/incident", REPORT, **bearer)[1]["occurrences"] == 2
        assert api.invoke(queue_event(message, "poison")).body == {"batchItemFailures": [{"itemIdentifier": "m1"}]}
        assert api.invoke(schedule_event()).body["jobs"] >= 1
        assert api.invoke({"hello": "world"}).failed
    with runtime_api() as api, function_process(api, tmp_path, **bucket):  # another process of the same function
        assert api.invoke(queue_event(message)).body == {"batchItemFailures": []}
        again = request(api, "POST", "/incident", REPORT, **bearer)[1]
        assert (again["incident_id"], again["occurrences"]) == (first["incident_id"], 4)
        assert api.invoke(schedule_event()).body["jobs"] == 0


def test_an_unfit_start_is_told_to_lambda(api: RuntimeApi, tmp_path: Path) -> None:
    with function_process(api, tmp_path) as process:
        told = api.init_errors.get(timeout=60)
        assert "S3_BUCKET is not set" in told["errorMessage"]
        assert process.wait(10) != 0
