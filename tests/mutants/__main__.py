"""Breaks the rules, the intake and the acts in hundreds of small ways and counts how many the tests notice.

`python -m tests.mutants` samples the mutants of mutmut (see `[tool.mutmut]` in pyproject.toml), always the same ones
of the same code, and fails when fewer than 90 % die or when a survivor has no reason in `survivors.toml`.
"""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.targets import TARGETS

ROOT = Path(__file__).resolve().parents[2]
MADE = ROOT / "mutants"
LOG = MADE / "mutmut.log"
REASONS = Path(__file__).with_name("survivors.toml")
LEAST_SHARE = 0.9
KILLED, SURVIVED, UNTESTED, NOT_RUN = "killed", "survived", "no test", "not run"
NOBODY = "no-mutant-has-this-name"


@dataclass(frozen=True, slots=True)
class Survivor:
    """A change that no test noticed, as it stands in `survivors.toml`: the function, then what was and what is."""

    function: str
    before: str
    after: str


def main() -> int:
    """0 when enough died and every survivor is accounted for, 2 when the tests fail without any mutant."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="?", choices=TARGETS, default="rules")
    parser.add_argument("--sample", type=int, default=400, help="how many mutants")
    parser.add_argument("--seed", type=int, default=10)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    begun = time.monotonic()
    shutil.rmtree(MADE, ignore_errors=True)  # what another target left would count as made
    mutmut(asked.target, "run", NOBODY)
    names = sampled([name for name, _ in results()], asked.sample, asked.seed)
    mutmut(asked.target, "run", "--max-children", str(asked.workers), *names)
    fates = {name: fate for name, fate in results() if name in set(names)}
    if NOT_RUN in fates.values():
        print(f"mutmut did not run them all: see the end of {LOG}")
        return 2
    counts = Counter(fates.values())
    unexplained = [name for name in sorted(fates) if fates[name] != KILLED and not explained(name)]
    ended = ", ".join(f"{count} {fate}" for fate, count in counts.most_common())
    minutes = (time.monotonic() - begun) / 60
    print(f"{asked.target}, seed {asked.seed}: {len(names)} mutants: {ended}; {minutes:.0f} minutes")
    for name in unexplained:
        print(f"\nno reason in {REASONS.name}: {name}\n{difference(name)}")
    return int(bool(unexplained) or counts[KILLED] < LEAST_SHARE * len(names))


def mutmut(target: str, *arguments: str) -> None:
    """Its progress goes to a log: it redraws one line thousands of times."""
    MADE.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "tests.mutants.mutmut_on", target, *arguments]
    with LOG.open("a", encoding="utf-8") as log:
        subprocess.run(command, cwd=ROOT, stdout=log, stderr=log, check=False)


def results() -> Iterator[tuple[str, str]]:
    """Every mutant with its fate so far; one that never ends, or kills the interpreter, is noticed as well.

    A run that was interrupted, that pytest could not begin or that mutmut could not start has shown nothing.
    """
    fate = {None: NOT_RUN, 2: NOT_RUN, 4: NOT_RUN, 255: NOT_RUN, 0: SURVIVED, 5: UNTESTED, 33: UNTESTED}
    for path in sorted(MADE.rglob("*.py.meta")):
        for name, code in json.loads(path.read_text("utf-8"))["exit_code_by_key"].items():
            yield name, fate.get(code, KILLED)


def sampled(names: Sequence[str], size: int, seed: int) -> list[str]:
    """The same names again, as far as they exist, when others come or go."""
    return sorted(names, key=lambda name: hashlib.sha256(f"{seed} {name}".encode()).digest())[:size]


def explained(name: str) -> bool:
    """Does `survivors.toml` say why no test notices this one?"""
    known = tomllib.loads(REASONS.read_text("utf-8"))["survivor"]
    this = survivor(name)
    return any(Survivor(each["function"], each["before"], each["after"]) == this and each["reason"] for each in known)


def survivor(name: str) -> Survivor:
    """What it changes, without its number, which moves whenever the function does."""
    lines = difference(name).splitlines()
    before, after = (
        "\n".join(line[1:].strip() for line in lines if line.startswith(sign) and not line.startswith(sign * 3))
        for sign in "-+"
    )
    return Survivor(name.rpartition("__mutmut_")[0], before, after)


def difference(name: str) -> str:
    """The change as a unified diff."""
    shown = subprocess.run(
        [sys.executable, "-m", "mutmut", "show", name], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return shown.stdout


if __name__ == "__main__":
    sys.exit(main())
