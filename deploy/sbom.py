"""Keeps of an environment's bill of materials what `requirements.lock` installs, and writes the licences as a table.

Python's own library only: it runs before, or without, an installation.
"""

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

Component: TypeAlias = Mapping[str, Any]
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
_CLASSIFIED = "License :: "
UNKNOWN = "not stated"
LONGEST = 80
"""Characters of a licence in the table."""


def main(everything: str, lock: str, target: str, table: str) -> int:
    """Write both files; 1 if something that is locked is missing from the environment or states no licence."""
    bill = json.loads(Path(everything).read_text(encoding="utf-8"))
    locked = {_plain(name): version for name, version in _LOCKED.findall(Path(lock).read_text(encoding="utf-8"))}
    kept = [each for each in bill["components"] if locked.get(_plain(each["name"])) == each["version"]]
    refs = {each["bom-ref"] for each in kept} | {bill["metadata"]["component"]["bom-ref"]}
    bill["components"] = kept
    bill["dependencies"] = [
        each | {"dependsOn": [ref for ref in each.get("dependsOn", ()) if ref in refs]}
        for each in bill.get("dependencies", ())
        if each["ref"] in refs
    ]
    Path(target).write_text(json.dumps(bill, indent=2) + "\n", encoding="utf-8")
    Path(table).write_text("\n".join(rows(kept)) + "\n", encoding="utf-8")
    found = {_plain(each["name"]) for each in kept}
    unstated = sorted(each["name"] for each in kept if licence_of(each) == UNKNOWN)
    absent = sorted(set(locked) - found)
    print(f"{len(kept)} packages in {target}; their licences are in {table}")
    print(f"of another system or Python version, so not installed here: {', '.join(absent) or 'none'}")
    if unstated:
        print(f"these state no licence: {', '.join(unstated)}", file=sys.stderr)
    print("Whether any of them has a known fault is not checked: that needs the network and a list of faults.")
    return 1 if unstated or not kept else 0


def rows(components: Sequence[Component]) -> list[str]:
    """A Markdown table, by name."""
    lines = ["| package | version | licence |", "|---|---|---|"]
    for each in sorted(components, key=lambda one: _plain(one["name"])):
        lines.append(f"| {each['name']} | {each['version']} | {licence_of(each)} |")
    return lines


def licence_of(component: Component) -> str:
    """What the package states: an expression, else identifiers, else names of its classifiers."""
    found = []
    for each in component.get("licenses", ()):
        if "expression" in each:
            return str(each["expression"])
        stated = each["license"]
        name = stated.get("id") or str(stated.get("name", "")).removeprefix(_CLASSIFIED)
        if name.startswith("declared license"):
            text = stated.get("text", {})
            name = "" if text.get("encoding") else str(text.get("content", ""))
        name = name.partition("\n")[0].strip()[:LONGEST]  # of a text: what it is called
        if name and not name.startswith("license file"):
            found.append(name.rpartition(" :: ")[2])
    return ", ".join(dict.fromkeys(found)) or UNKNOWN


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
