"""`python -m bench.console_cost PATH`: processor time of commands in the build checked out at PATH and in this one.

PATH needs a `.venv` of its own. Each build works in its own DATA_DIR with the same three incidents; they take turns,
and a row shows the medians and their ratio (this build / the other: below 1 is cheaper). The last rows are the same
commands on a server, which the other build does not support. Each row is printed as soon as it is known: three rounds
take half a minute of processor time.
"""

import argparse
import os
import re
import resource
import statistics
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from api.server_process import SERVE, free_port, running

HERE = Path(__file__).resolve().parents[1]
ROUNDS = 3
LOGS = ("Lambda timeout after 30s", "disk full on /dev/sda1", "certificate of edge expired")
REPORT = ("report", LOGS[0], "--service", "pay")
LOCAL: Sequence[Sequence[str]] = (("--help",), ("list",), ("list", "--json"), REPORT)
SERVED: Sequence[Sequence[str]] = (("list",), ("list", "--json"), REPORT, ("runbooks", "search", LOGS[1]))


def seconds(root: Path, arguments: Sequence[str], environment: Mapping[str, str]) -> float:
    """Return the processor time of one command of the build at `root`. Raises CalledProcessError."""
    return processor_time([str(root / ".venv" / "bin" / "incident-responder"), *arguments], environment)


def processor_time(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Return the processor time of a process in its DATA_DIR, user and system. Raises CalledProcessError."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environment, cwd=environment["DATA_DIR"], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def prepared(root: Path, folder: Path) -> Mapping[str, str]:
    """Return the environment for commands of a build, with a DATA_DIR that contains the incidents."""
    folder.mkdir(parents=True, mode=0o700)
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "HF_HUB_OFFLINE")}
    environment = kept | {"DATA_DIR": str(folder), "ADMIN_PASSWORD": "a password for this bench", "COLUMNS": "80"}
    for log in LOGS:
        seconds(root, ("report", log, "--service", "pay"), environment)
    return environment


def measure(other: Path, rounds: int) -> Iterator[str]:
    """Yield every row, with rounds interleaved."""
    yield row("processor seconds, median", "before", "now", "now / before")
    with tempfile.TemporaryDirectory() as home:
        old, new = prepared(other, Path(home, "old")), prepared(HERE, Path(home, "new"))
        for arguments in LOCAL:
            pairs = [(seconds(other, arguments, old), seconds(HERE, arguments, new)) for _ in range(rounds)]
            yield compared(_shown(arguments), pairs)
        port = free_port()
        serving = {**new, "PORT": str(port)}
        key = _key(new)
        with running(SERVE, port, env=serving, log=Path(home, "log"), folder=Path(home)):
            there = {**new, "INCIDENT_API_URL": f"http://127.0.0.1:{port}", "INCIDENT_API_KEY": key}
            for arguments in SERVED:
                now = statistics.median(seconds(HERE, arguments, there) for _ in range(rounds))
                yield row(f"{_shown(arguments)} --api …", "–", f"{now:.2f}", "")


def compared(what: str, pairs: Sequence[tuple[float, float]]) -> str:
    """Return a row that compares two builds."""
    before, now = (statistics.median(each) for each in zip(*pairs, strict=True))
    return row(what, f"{before:.2f}", f"{now:.2f}", f"{now / before:.2f}")


def row(what: str, before: str, now: str, ratio: str) -> str:
    """Return one line of a table."""
    return f"{what:44}{before:>8}{now:>8}{ratio:>14}"


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


def show(program: str, about: str | None, measure: Callable[[Path, int], Iterator[str]]) -> None:
    """Measure the build at the command line's PATH, and print each row as soon as it is known."""
    parser = argparse.ArgumentParser(prog=f"python -m {program}", description=about)
    parser.add_argument("path", type=Path)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    for line in measure(asked.path.resolve(), asked.rounds):
        print(line, flush=True)


if __name__ == "__main__":
    show("bench.console_cost", __doc__, measure)
