"""`backup` beside data in use and `restore` into an empty folder, as an operator types them."""

import os
import subprocess
import sys
from pathlib import Path


def command(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "DATA_DIR": str(data),
        "AUDIT_KEY": "Zk3v9QmX2pLr8TnYw5Hc7Bd1Gf4Js6Ua0Ei",
        "NO_COLOR": "1",
        "COLUMNS": "200",
    }
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *words],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_restored_folder_notifies_nobody_until_released(tmp_path: Path) -> None:
    data, copy, other = tmp_path / "data", tmp_path / "copy", tmp_path / "other"
    assert command(data, "report", "disk full", "--service", "db").returncode == 0
    made = command(data, "backup", str(copy))
    assert (made.returncode, "1 incidents are backed up" in made.stdout) == (0, True), made.stderr
    assert sorted(path.name for path in copy.iterdir()) == ["backup.json", "incidents.db"]
    done = command(other, "restore", str(copy))
    assert (done.returncode, "deliveries release" in done.stdout) == (0, True), done.stderr
    assert command(other, "verify").stdout.strip() == "All is well."
    assert "disk full" in command(other, "list").stdout
    released = command(other, "deliveries", "release")
    assert (released.returncode, "The deliveries are sent now." in released.stdout) == (0, True), released.stderr
    again = command(other, "restore", str(copy))
    assert (again.returncode, "has a database" in again.stderr) == (1, True)
