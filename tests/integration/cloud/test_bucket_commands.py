"""The commands that look after a store, on a bucket: the whole move of a team from one machine to S3."""

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from tests.support.servers.process import ROOT
from tests.support.servers.s3_store import AUDIT_KEY


class Shell:
    """Runs the command line on one machine, or on one bucket."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self._environment = os.environ | {"DATA_DIR": str(folder), "SHIPPED_RUNBOOKS": "never"} | environment

    def run(self, *arguments: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "api.cli", *arguments]
        ended = subprocess.run(command, cwd=ROOT, env=self._environment, capture_output=True, text=True, check=False)
        return ended.returncode, " ".join((ended.stdout + ended.stderr).split())

    def incidents(self) -> list[dict[str, object]]:
        code, said = self.run("list", "--json")
        assert code == 0, said
        found: list[dict[str, object]] = json.loads(said)["incidents"]
        return found


@pytest.fixture
def machine(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "embedded")


@pytest.fixture
def bucket(tmp_path: Path, address: str) -> Shell:
    return Shell(
        tmp_path / "s3",
        S3_BUCKET="tickets",
        AUDIT_KEY=AUDIT_KEY,
        S3_PREFIX=uuid.uuid4().hex,
        AWS_ENDPOINT_URL=address,
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",
        AWS_DEFAULT_REGION="us-east-1",
        JWT_SECRET_KEY="an-unguessable-signing-key-0123456789abcdef",
    )


@pytest.mark.long
def test_a_team_moves_to_a_bucket(machine: Shell, bucket: Shell, tmp_path: Path) -> None:
    for log in ("Lambda timeout after 30s", "Lambda timeout 31 seconds", "disk full on /dev/sda"):
        code, said = machine.run("report", log, "--service", "payments", "--json")
        assert code == 0, said
    file = str(tmp_path / "all.jsonl")
    assert machine.run("export", file)[0] == 0
    code, said = bucket.run("import", file)
    assert (code, "read from" in said) == (0, True), said
    assert bucket.incidents() == machine.incidents()
    assert bucket.run("verify") == (0, "All is well.")
    code, said = bucket.run("reconcile")
    assert code == 0, said
    assert "Nothing was left half done." in said
    code, said = bucket.run("import", file)
    assert (code, "holds incidents" in said) == (1, True), said
    assert bucket.run("prune", "--older-than", "90d") == (0, "0 problems pruned.")
    assert bucket.run("export", str(tmp_path / "bucket.jsonl"))[0] == 0
    code, said = machine.run("import", str(tmp_path / "bucket.jsonl"))
    assert code == 1, said


def test_an_embedded_store_says_that_it_needs_no_reconciler(machine: Shell) -> None:
    code, said = machine.run("reconcile")
    assert (code, "Nothing to reconcile" in said) == (0, True)
