"""Reports with a beginning of their own and fields behind it: a playbook's failed task, a cloud monitor's mail."""

import json
from collections.abc import Iterator, Sequence

from tools import deferred_re as re
from tools.text.reading.json_text import JsonObject, parsed
from tools.text.reading.parts import Field, Part, Role

# `fatal: [web-1]: FAILED! => {…}`, `failed: [web-1] (item=nginx) => {…}`, and the same with lines of YAML behind it.
_FAILED_TASK = re.compile(
    r"^(?:fatal|failed): \[[^\]\n]{1,160}\](?:: (?P<state>FAILED|UNREACHABLE)!)?(?: \(item=[^\n]{0,300}?\))? => ?",
    re.MULTILINE,
)
# `TASK [deploy : restart nginx] *****`, the last one before the failure.
_TASK = re.compile(r"^(?:TASK|RUNNING HANDLER) \[(?P<name>[^\]\n]{1,160})\]", re.MULTILINE)
_YAML = re.compile(r"\s{1,8}(?P<name>[\w-]{1,40}):(?: (?P<value>.{0,2000}))?$")
_BLOCKS = frozenset(("|", "|-", "|+", ">", ">-", ">+"))
# What a failed task says, in this order; the command only where the module names no trouble itself.
_TOLD = ("msg", "reason", "stderr", "module_stderr", "exception")
_SAYS_NOTHING = ("non-zero return code", "MODULE FAILURE", "All items completed")
_LINES = 4
_MOST_LINES = 60
# `Fired:Sev1 Azure Monitor Alert cpu-high on vm-7 ( microsoft.compute/virtualmachines ) at 5/11/2026 3:14:07 AM`.
_MONITOR = re.compile(
    r"(?P<call>Fired|Activated|Resolved|Deactivated): ?(?P<severity>Sev[0-4]) Azure Monitor Alert "
    r"(?P<name>[^\n]{1,200}?) on (?P<thing>[^\s()]{1,200})(?: \( ?[\w./-]{1,120} ?\))?"
    r"(?: at \d[\d/.: -]{8,24}(?: ?[AP]M)?(?: ?[A-Z]{3,4})?)?[ \t]*(?=\n|$)"
)
# Azure counts from 0; elsewhere Sev1 is the worst.
_SEVERITIES = {"Sev0": "critical", "Sev1": "high", "Sev2": "medium", "Sev3": "low", "Sev4": "low"}


def read_event_text(text: str) -> Part | None:
    """The failed task or the alert as a part; None for any other text."""
    if " Azure Monitor Alert " in text[:80]:
        return _monitor(text)
    return _task(text) if "=>" in text and ": [" in text else None


def _monitor(text: str) -> Part | None:
    found = _MONITOR.match(text)
    if found is None:
        return None
    fields = (Field("host", found["thing"], Role.BROKEN, "host"), Field("name", found["name"], Role.ALERT, "alert"))
    over = found["call"] in ("Resolved", "Deactivated")
    told = f"{found['name']}{text[found.end() :]}"
    return Part(told, fields=fields, severity=_SEVERITIES[found["severity"]], recovered=over, called=True)


def _task(text: str) -> Part | None:
    found = _FAILED_TASK.search(text)
    result = _result(text, found.end()) if found else None
    if not found or not result:
        return None
    told = [found["state"] or "FAILED", *_sentences(result)]
    code = str(result.get("rc") or "")
    named = [each["name"] for each in _TASK.finditer(text, 0, found.start())]
    entities = {"resource": [f"task:{named[-1].lower()}"]} if named else {}
    return Part("\n".join(told), "", "error", f"rc={code}" if code.lstrip("-").isdigit() else "", entities=entities)


def _sentences(result: JsonObject) -> Iterator[str]:
    """What the module says, and its command if that is no trouble by itself."""
    told = [str(result[name]).strip() for name in _TOLD if result.get(name)]
    for each in dict.fromkeys(told):
        yield "\n".join(each.splitlines()[:_LINES])
    command = result.get("cmd")
    if command and (not told or told[0].startswith(_SAYS_NOTHING)):
        yield " ".join(map(str, command)) if isinstance(command, list) else str(command)


def _result(text: str, start: int) -> JsonObject | None:
    """The fields behind the arrow, as JSON, whole or cut, or as YAML; of a loop those of the item that failed."""
    told = text[start:]
    value: object = None
    if told[:1] == "{":
        try:
            value, _ = json.JSONDecoder().raw_decode(told)
        except (ValueError, RecursionError):
            value = parsed(told)
    elif told.strip():
        value = _of_lines(told.lstrip("\n").split("\n")[:_MOST_LINES])
    if not isinstance(value, dict):
        return None
    items = value.get("results")
    failed = (
        [each for each in items if isinstance(each, dict) and each.get("failed")] if isinstance(items, list) else ()
    )
    return failed[0] if failed else value


def _of_lines(lines: Sequence[str]) -> JsonObject:
    """The names of the first depth; a block, and a list, are joined line by line."""
    found: dict[str, str] = {}
    depth, name = 0, ""
    for line in lines:
        inside = line.strip()
        deep = len(line) - len(line.lstrip())
        depth = depth or deep
        if inside and (deep < depth or not depth):
            break
        pair = _YAML.match(line) if deep == depth else None
        if pair:
            name = pair["name"]
            found[name] = "" if (pair["value"] or "").strip() in _BLOCKS else (pair["value"] or "").strip().strip("'\"")
        elif name:
            found[name] = f"{found[name]}\n{inside}".strip()
    return found
