"""`python -m bench.versus PATH`: this build and the one checked out at PATH, side by side, in CPU time.

Wall time varies by a third if others use the machine; processor time hardly does. Both builds run at once, and each is
measured in turn; a row is the median of the rounds' ratios (below 1: this build is faster). PATH needs its own `.venv`.
"""

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import uvloop
from rich.console import Console

from api.server_process import free_port, running
from bench import loads
from bench.client import storm
from bench.rows import Row, print_rows
from bench.servers import SECRET, Target, cpu_seconds
from evals.server import login, product_settings, uvicorn_command

HERE = Path(__file__).resolve().parent.parent
PROBES = ("probe.py", "probe_graph.py")
ROUNDS = 9
SINGLES, BATCHES, NEW = 1_500, 30, 200

Measure = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The target of a row: for the ratio to the other build, or in µs."""

    ratio: str = ""
    most: float = 0.0


TARGETS = {
    "profile, plain line": Wanted("≤ 1.2", 36),
    "profile, 4 kB record": Wanted(most=150),
    "profile, 4 kB alert group": Wanted(most=150),
    "store, new problem": Wanted("≤ 1"),
    "embedding, 18 tokens": Wanted("≤ 0.5"),
    "new problem, embedding and analyzer": Wanted("≤ 0.5"),
    "new problem, whole graph": Wanted("≤ 0.4"),
    "server, all distinct, with advice": Wanted("≤ 0.4"),
    "server, identical": Wanted("≤ 1"),
    "server, batch of 100": Wanted("≤ 0.67"),
    "server, batch of 100, parameters vary": Wanted("≤ 0.67"),
}


@dataclass(slots=True)
class Compared:
    """The rounds of one load in both builds."""

    name: str
    own: list[float] = field(default_factory=list)
    other: list[float] = field(default_factory=list)

    @property
    def row(self) -> Row:
        """The row for the table."""
        ratio = statistics.median(mine / theirs for mine, theirs in zip(self.own, self.other, strict=True))
        mine, theirs = statistics.median(self.own), statistics.median(self.other)
        wanted = TARGETS.get(self.name, Wanted())
        note = f"≤ {wanted.most:g} µs: {'met' if mine <= wanted.most else 'missed'}" if wanted.most else ""
        return Row(self.name, f"{mine:,.1f} µs", f"{theirs:,.1f} µs", ratio, wanted.ratio, note)


def versus_rows(other: Path, home: Path, rounds: int = ROUNDS, only: str = "") -> Iterator[Row]:
    """Yield CPU time per report of this build and of another checkout: inside the process, then of whole servers."""
    for program in PROBES:
        yield from _inside(program, other, rounds, only)
    if only and not any(only in name for name in _SERVED):
        return
    with ExitStack() as open_builds:
        targets = [open_builds.enter_context(served(folder, home)) for folder in (HERE, other)]
        measures = [_server_measures(target) for target in targets]
        asked = [(name, [each[name] for each in measures]) for name in _SERVED if only in name]
        yield from (rows := list(_interleaved(asked, rounds)))
    yield from _varying(rows)


def _inside(program: str, other: Path, rounds: int, only: str) -> Iterator[Row]:
    with ExitStack() as open_builds:
        asked = [open_builds.enter_context(probe_of(program, folder)) for folder in (HERE, other)]
        inside = [
            (name, [asking(process, name) for process, _ in asked])
            for name in asked[0][1]
            if name in asked[1][1] and only in name
        ]
        yield from _interleaved(inside, rounds)


def _interleaved(measures: Sequence[tuple[str, Sequence[Measure]]], rounds: int) -> Iterator[Row]:
    """Run each load once to warm up, then in turn; who begins alternates from round to round."""
    for name, (own, other) in measures:
        own(), other()
        compared = Compared(name)
        for number in range(rounds):
            if number % 2:
                compared.other.append(other())
                compared.own.append(own())
            else:
                compared.own.append(own())
                compared.other.append(other())
        yield compared.row


@contextmanager
def probe_of(
    program: str, folder: Path, settings: Mapping[str, str] = MappingProxyType({})
) -> Iterator[tuple["subprocess.Popen[str]", list[str]]]:
    """Start the probe on the modules of the build in `folder`; yield it and the loads it knows."""
    command = [_python(folder), "-P", str(HERE / "bench" / program)]
    env = os.environ | settings | {"PYTHONPATH": str(folder)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=folder, env=env, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield process, json.loads(_answer(process))
        finally:
            process.communicate()


def asking(process: "subprocess.Popen[str]", name: str) -> Measure:
    """Return a function that requests a load from a probe."""

    def measure() -> float:
        assert process.stdin is not None
        process.stdin.write(f"{name}\n")
        process.stdin.flush()
        return float(_answer(process))

    return measure


def _answer(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    if not (line := process.stdout.readline()):
        raise RuntimeError("the probe ended: see its error above")
    return line


@contextmanager
def served(folder: Path, home: Path) -> Iterator[Target]:
    """Run the product of the build in `folder`, on a store of its own with its shipped runbooks."""
    port = free_port()
    data = Path(tempfile.mkdtemp(prefix="versus-", dir=home))
    env = product_settings(data) | {"JWT_SECRET_KEY": SECRET}
    env.pop("PYTHONPATH", None)
    ingest = [_python(folder), "-m", "api.cli", "ingest", str(folder / "tools" / "runbooks" / "library")]
    subprocess.run(ingest, cwd=folder, env=env, check=True, stdout=subprocess.DEVNULL)
    command = [_python(folder), *uvicorn_command("api.app:app", port)[1:]]
    with running(command, port, env=env, log=data / "server.log", folder=folder) as server:
        yield Target(server, "/incident", login(server.url))


def _server_measures(target: Target) -> dict[str, Measure]:
    same, varying = loads.identical(SINGLES), loads.templates(SINGLES)
    batches = [
        loads.batches(target, "/incidents/batch", made(BATCHES * loads.BATCH))
        for made in (loads.identical, loads.templates)
    ]
    requests = (loads.singles(target, same), loads.singles(target, varying), *batches)
    sizes = (1, 1, loads.BATCH, loads.BATCH)
    known = {name: _loading(target, sent, size) for name, sent, size in zip(_SERVED[:-1], requests, sizes, strict=True)}
    return {**known, _SERVED[-1]: _advising(target)}


_SERVED = (
    "server, identical",
    "server, 100 templates, parameters vary",
    "server, batch of 100",
    "server, batch of 100, parameters vary",
    "server, all distinct, with advice",
)


def _loading(target: Target, requests: Sequence[bytes], size: int) -> Measure:
    """Return a measure of µs of the server's CPU per report, without the client's."""

    def measure() -> float:
        before = cpu_seconds(target.server.process.pid)
        sample = uvloop.run(storm(target.server.port, requests, 32 if size == 1 else 4))
        if sample.errors:
            raise RuntimeError(f"the server refused: {dict(sample.statuses)}")
        return 1e6 * (cpu_seconds(target.server.process.pid) - before) / (len(requests) * size)

    return measure


def _advising(target: Target) -> Measure:
    """Return a measure of µs of the server's CPU per new problem, answered with verdict, runbooks and advice."""
    seeds = itertools.count(100)

    def measure() -> float:
        requests = loads.singles(target, loads.distinct(NEW, seed=next(seeds)))
        before = cpu_seconds(target.server.process.pid)
        sample = uvloop.run(storm(target.server.port, requests, 16, keep=True))
        finished = sum(
            not {"semantic", "runbooks", "advice"} & {*json.loads(body)["pending"]} for body in sample.bodies
        )
        return 1e6 * (cpu_seconds(target.server.process.pid) - before) / finished

    return measure


def _varying(rows: Sequence[Row]) -> Iterator[Row]:
    """Compare this build's identical reports with its varying ones: at best 1, if every line costs the same."""
    shown = {row.measure: row.ours for row in rows}
    if {_SERVED[0], _SERVED[1]} <= shown.keys():
        same, varying = (float(shown[name].split()[0].replace(",", "")) for name in _SERVED[:2])
        yield Row(
            "identical / 100 templates, parameters vary",
            f"{varying:.1f} µs",
            f"{same:.1f} µs",
            same / varying,
            "≥ 0.95",
        )


def _python(folder: Path) -> str:
    own = folder / ".venv" / "bin" / "python"
    return str(own) if own.exists() else sys.executable


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.versus", description=__doc__)
    parser.add_argument("other", type=Path, help="a checkout of the build to compare with")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", default="", help="only loads whose name contains this")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="versus-") as home:
        rows = list(versus_rows(asked.other.resolve(), Path(home), asked.rounds, asked.only))
    print_rows(Console(width=None if os.isatty(1) else 150), rows)


if __name__ == "__main__":
    main()
