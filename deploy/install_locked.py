"""`python deploy/install_locked.py LOCK`: a lock file into this environment, with one line of progress.

pip says two or three lines for each of some 200 packages. They are kept here, and shown only if it fails. Runs before
anything is installed, so it imports the standard library alone.
"""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

PIP = (sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--no-deps", "--require-hashes")
QUIET = ("--progress-bar", "off", "--no-color")
_REQUIREMENT = re.compile(r"^[A-Za-z0-9][\w.-]*==", re.MULTILINE)
# What pip says of a package that it turns to, or leaves out on this machine.
_TURNED_TO = re.compile(r"(?:Collecting|Requirement already satisfied:|Ignoring) ([\w.-]+)")
_CHATTER = re.compile(r"\s*(?:Collecting|Requirement already|Ignoring|Downloading|Using cached|Saved|Looking in) ?")
_UNPACKING = "Installing collected packages"


class Line:
    """One line that is written over in a terminal; elsewhere only what is said at the end is written."""

    def __init__(self) -> None:
        self._live, self._width = sys.stdout.isatty(), 0

    def say(self, text: str, *, last: bool = False) -> None:
        """Replace what the line said; `last` ends it."""
        if self._live:
            shown = text[:79]
            print("\r" + shown.ljust(self._width), end="\n" if last else "", flush=True)
            self._width = len(shown)
        elif last:
            print(text, flush=True)


def install(lock: Path) -> int:
    """Pip's exit code. Whatever it said besides its progress is printed if it failed."""
    total, line, began = len(_REQUIREMENT.findall(lock.read_text("utf-8"))), Line(), time.monotonic()
    command = [*PIP, *QUIET, "-r", str(lock)]
    said: list[str] = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace"
    ) as pip:
        for number, name in _progress(pip.stdout or (), said):
            doing = f"fetching {number} of {total}: {name}" if name else "unpacking, which takes the longest"
            line.say(f"Packages of {lock.name}: {doing}")
    seconds = time.monotonic() - began
    if pip.returncode:
        line.say(f"Packages of {lock.name}: pip failed after {seconds:.0f} s. It said:", last=True)
        print("".join(each for each in said if not _CHATTER.match(each)), end="", file=sys.stderr)
    else:
        line.say(f"Packages of {lock.name}: all are there after {seconds:.0f} s", last=True)
    return pip.returncode


def _progress(output: "Iterator[str] | tuple[()]", said: list[str]) -> Iterator[tuple[int, str]]:
    """(packages turned to so far, the package); an empty name when pip unpacks. Everything is added to `said`."""
    number = 0
    for each in output:
        said.append(each)
        if found := _TURNED_TO.match(each):
            number += 1
            yield number, found[1]
        elif each.startswith(_UNPACKING):
            yield number, ""


if __name__ == "__main__":
    try:
        sys.exit(install(Path(sys.argv[1])))
    except KeyboardInterrupt:
        sys.exit(130)
