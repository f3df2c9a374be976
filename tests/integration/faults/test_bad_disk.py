"""A full or failing disk: no acknowledgement, nothing lost, and work goes on without a restart once it is well."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.integration.faults.evidence import broken_promises, count, flaws
from tests.support.servers import faulty_disk
from tests.support.servers.process import ROOT

BOUND_BY_PERMISSIONS = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
"""Root may write anywhere unless it gives up the privilege."""


def hard_times(data_dir: Path, *arguments: str, **variables: str) -> dict[str, Any]:
    """What `disk_user` tells."""
    command = [sys.executable, "-m", "tests.integration.faults.disk_user", str(data_dir), *arguments]
    run = subprocess.run(command, env=os.environ | variables, cwd=ROOT, check=True, stdout=subprocess.PIPE, timeout=120)
    told: dict[str, Any] = json.loads(run.stdout)
    return told


def assert_nothing_lost(data_dir: Path, told: dict[str, Any]) -> None:
    assert None not in told["before"]
    assert None not in told["after"]
    promises = [tuple(each) for when in ("before", "during", "after") for each in told[when] if each]
    assert broken_promises(data_dir, promises) == []
    assert count(data_dir, "occurrences") == len(told["after"])
    assert flaws(data_dir) == []


def test_a_disk_that_fills_up_in_the_middle_of_a_commit(tmp_path: Path) -> None:
    told = hard_times(tmp_path)
    assert None in told["during"]
    assert_nothing_lost(tmp_path, told)


@pytest.mark.parametrize("fault", ["full", "sync"])
def test_writes_or_syncs_that_fail_acknowledge_nothing(tmp_path: Path, fault: str) -> None:
    data_dir, faults = tmp_path / "data", tmp_path / "faults"
    faults.mkdir()
    shim = faulty_disk.variables(faulty_disk.build(tmp_path), data_dir, faults=faults)
    told = hard_times(data_dir, "--fault", str(faults / fault), **shim)
    assert set(told["during"]) == {None}
    assert not told["ready_during"]
    assert_nothing_lost(data_dir, told)


@pytest.mark.parametrize("used_before", [False, True])
def test_a_read_only_folder_is_refused_and_left_as_it_was(tmp_path: Path, used_before: bool) -> None:
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    if used_before:
        hard_times(data_dir)
    before = {path.name: path.read_bytes() for path in data_dir.iterdir()}
    make_read_only(data_dir)
    command = [*BOUND_BY_PERMISSIONS, sys.executable, "-m", "tests.integration.faults.disk_user", str(data_dir)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert run.returncode != 0
    assert "StoreUnavailable: the ticket store cannot be used" in run.stderr
    assert {path.name: path.read_bytes() for path in data_dir.iterdir()} == before


def make_read_only(folder: Path) -> None:
    for path in folder.iterdir():
        path.chmod(0o400)
    folder.chmod(0o500)
