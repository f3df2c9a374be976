"""The documented cost table is what the command prints, which refuses what it cannot reckon with."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
WAYS = {"requests": [], "keyed requests": ["--keyed"], "by way of the queue": ["--queued"], "with a model": ["--model"]}


def cost(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(ROOT / "deploy" / "cost.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def rows() -> list[str]:
    found: dict[str, list[str]] = {}
    for flags in WAYS.values():
        told = cost("--table", *flags).stdout
        for share, dollars in re.findall(r"([\d.]+%) duplicates +([\d,.]+)", told):
            found.setdefault(share, []).append(dollars)
    head = ["| duplicates | " + " | ".join(WAYS) + " |", "|---" * (len(WAYS) + 1) + "|"]
    return head + [f"| {share} | " + " | ".join(dollars) + " |" for share, dollars in found.items()]


def test_the_page_shows_what_the_command_prints() -> None:
    page = (ROOT / "docs" / "SCALING.md").read_text("utf-8")
    shown = page.partition("<!-- cost:start -->\n")[2].partition("<!-- cost:end -->")[0]
    assert shown.splitlines() == rows()


def test_a_bill_adds_up() -> None:
    told = cost("--queued", "--model", "--pinecone", "--duplicates", "0.9").stdout.splitlines()
    lines = [float(line.rpartition("=")[2].replace(",", "")) for line in told if "=" in line]
    assert len(lines) > 8
    assert float(told[-1].split()[-1].replace(",", "")) == pytest.approx(sum(lines), abs=0.05)


def test_own_prices_change_the_bill() -> None:
    assert "9.000" in cost("--price", "s3.put=9").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--price", "s3.putt=1"], "no such price"),
        (["--price", "s3.put=-1"], "negative"),
        (["--duplicates", "2"], "share"),
    ],
)
def test_what_cannot_be_reckoned_with_is_refused(arguments: list[str], said: str) -> None:
    told = cost(*arguments)
    assert told.returncode != 0
    assert said in told.stderr


def test_a_price_file_that_lacks_a_price_is_named(tmp_path: Path) -> None:
    file = tmp_path / "prices.toml"
    file.write_text('as_of = "2026-11-29"\n[s3]\nput = 5\n', encoding="utf-8")
    told = cost("--prices", str(file))
    assert "s3.get" in told.stderr
    assert told.returncode != 0
