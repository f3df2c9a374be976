"""`python -m bench.console_cost PATH`: processor time of commands in the build checked out at PATH and in this one.

PATH needs a `.venv` of its own. Each build works in a DATA_DIR of its own with the same three incidents; they take
turns, and a row shows the medians and their ratio (this build / the other: below 1 is cheaper). The last rows are the
same commands on a server, which the other build has no way to.
"""

import argparse
import os
import re
import resource
import statistics
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from api.server_process import SERVE, free_port, running

HERE = Path(__file__).resolve().parents[1]
ROUNDS = 7
LOGS = ("Lambda timeout after 30s", "disk full on /dev/sda1", "certificate of edge expired")
REPORT = ("report", LOGS[0], "--service", "pay")
LOCAL: Sequence[Sequence[str]] = (("--help",), ("list",), ("list", "--json"), REPORT)
SERVED: Sequence[Sequence[str]] = (("list",), ("list", "--json"), REPORT, ("runbooks", "search", LOGS[1]))


def seconds(root: Path, arguments: Sequence[str], environment: Mapping[str, str]) -> float:
    """Processor time, user and system, of one command of the build at `root`. Raises CalledProcessError."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [str(root / ".venv" / "bin" / "incident-responder"), *arguments]
    subprocess.run(command, env=environment, cwd=environment["DATA_DIR"], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def prepared(root: Path, folder: Path) -> Mapping[str, str]:
    """The environment of commands of a build, in a DATA_DIR that holds the incidents."""
    folder.mkdir(parents=True, mode=0o700)
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "HF_HUB_OFFLINE")}
    environment = kept | {"DATA_DIR": str(folder), "ADMIN_PASSWORD": "a password for this bench", "COLUMNS": "80"}
    for log in LOGS:
        seconds(root, ("report", log, "--service", "pay"), environment)
    return environment


def measure(other: Path) -> Table:
    """Every row, rounds interleaved."""
    table = Table("command", "before", "now", "now / before", title="processor seconds, median", title_justify="left")
    with tempfile.TemporaryDirectory() as home:
        old, new = prepared(other, Path(home, "old")), prepared(HERE, Path(home, "new"))
        for arguments in LOCAL:
            pairs = [(seconds(other, arguments, old), seconds(HERE, arguments, new)) for _ in range(ROUNDS)]
            before, now = (statistics.median(each) for each in zip(*pairs, strict=True))
            table.add_row(_shown(arguments), f"{before:.2f}", f"{now:.2f}", f"{now / before:.2f}")
        port = free_port()
        serving = {**new, "PORT": str(port)}
        key = _key(new)
        with running(SERVE, port, env=serving, log=Path(home, "log"), folder=Path(home)):
            there = {**new, "INCIDENT_API_URL": f"http://127.0.0.1:{port}", "INCIDENT_API_KEY": key}
            for arguments in SERVED:
                now = statistics.median(seconds(HERE, arguments, there) for _ in range(ROUNDS))
                table.add_row(f"{_shown(arguments)} --api …", "–", f"{now:.2f}", "")
    return table


def _key(environment: Mapping[str, str]) -> str:
    command = [
        str(HERE / ".venv/bin/incident-responder"),
        "key",
        "add",
        "bench",
        "--scope",
        "respond",
        "--scope",
        "read",
    ]
    made = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    return str(re.findall(r"iir_\w+", made)[0])


def _shown(arguments: Sequence[str]) -> str:
    return " ".join(f'"{each}"' if " " in each else each for each in arguments)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.console_cost", description=__doc__)
    parser.add_argument("path", type=Path)
    Console(width=100).print(measure(parser.parse_args().path.resolve()))
