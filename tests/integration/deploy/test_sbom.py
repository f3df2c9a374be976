"""The bill of materials holds what the lock installs, and says each licence or that there is none."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]


def component(name: str, version: str, *licences: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "version": version, "bom-ref": f"{name}=={version}", "licenses": list(licences)}


def written(folder: Path, *components: dict[str, Any]) -> "subprocess.CompletedProcess[str]":
    bill = {"metadata": {"component": {"bom-ref": "root"}}, "components": components, "dependencies": []}
    bill["dependencies"] = [{"ref": "root", "dependsOn": [each["bom-ref"] for each in components]}]
    (folder / "all.json").write_text(json.dumps(bill))
    (folder / "lock").write_text(
        "one-of-ours==1.0 ; x\\\n    --hash=sha256:0\nelsewhere==3 ; sys_platform == 'win32'\n"
    )
    files = [str(folder / name) for name in ("all.json", "lock", "sbom.json", "licences.md")]
    command = [sys.executable, str(ROOT / "deploy" / "sbom.py"), *files]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_what_is_not_locked_is_left_out(tmp_path: Path) -> None:
    stated = {"license": {"id": "MIT"}}, {"license": {"name": "License :: OSI Approved :: MIT License"}}
    ran = written(tmp_path, component("One.of_ours", "1.0", *stated), component("pytest", "9", *stated))
    assert (ran.returncode, "elsewhere" in ran.stdout) == (0, True), ran.stderr
    bill = json.loads((tmp_path / "sbom.json").read_text())
    assert [each["name"] for each in bill["components"]] == ["One.of_ours"]
    assert bill["dependencies"] == [{"ref": "root", "dependsOn": ["One.of_ours==1.0"]}]
    assert (tmp_path / "licences.md").read_text().splitlines()[-1] == "| One.of_ours | 1.0 | MIT, MIT License |"


def test_a_package_without_a_licence_is_told(tmp_path: Path) -> None:
    text = {"license": {"name": "declared license of 'x'", "text": {"content": "MIT License\n\nCopyright"}}}
    assert written(tmp_path, component("one-of-ours", "1.0", text)).returncode == 0
    assert "| MIT License |" in (tmp_path / "licences.md").read_text()
    ran = written(tmp_path, component("one-of-ours", "1.0"))
    assert (ran.returncode, "one-of-ours" in ran.stderr) == (1, True)
