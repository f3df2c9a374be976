"""`python deploy/release_notes.py VERSION`: what CHANGELOG.md says of a release, for whoever publishes its tag.

Refuses a version that is not the package's, or whose section has no date yet.
"""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def notes(version: str) -> str:
    """The section of that version. Raises SystemExit saying what does not fit."""
    written = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    if version != written:
        raise SystemExit(f"the package is {written}, not {version}: change pyproject.toml, or the tag")
    sections = re.split(r"^## ", (ROOT / "CHANGELOG.md").read_text("utf-8"), flags=re.MULTILINE)
    for section in sections:
        title, _, text = section.partition("\n")
        if re.fullmatch(rf"\[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d", title):
            return text.strip()
    raise SystemExit(f"CHANGELOG.md has no section '## [{version}] - YEAR-MONTH-DAY'")


if __name__ == "__main__":
    print(notes(sys.argv[1].removeprefix("v")))
