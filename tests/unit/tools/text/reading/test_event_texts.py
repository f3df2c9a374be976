"""A playbook's failed task and a cloud monitor's mail: one reading for all the forms in which they are printed."""

import json

import pytest

from tests.support.matching_cases import joined, profile
from tools.nouns.severity import Severity
from tools.text.identity.labels import identity_fields
from tools.text.reading.reader import read
from tools.text.reading.severities import severity_of

DIALLED = "Failed to connect to the host via ssh: ssh: connect to host lock-9 port 22: No route to host"
REFUSED = {"changed": True, "cmd": ["sluicectl", "lower"], "msg": "non-zero return code", "rc": 3, "stderr": "Jammed."}
AS_LINE = f"fatal: [lock-9]: UNREACHABLE! => {json.dumps({'changed': False, 'msg': DIALLED, 'unreachable': True})}"
AS_LINES = (
    "TASK [Gathering Facts] ******************\nok: [lock-4]\nfatal: [lock-9]: UNREACHABLE! => \n"
    f"  changed: false\n  msg: '{DIALLED}'\n  unreachable: true\nPLAY RECAP ****\nlock-9 : ok=0 unreachable=1"
)
PRINTED = f"fatal: [lock-9]: FAILED! => {json.dumps(REFUSED, indent=4)}\n\nPLAY RECAP ****"
IN_BLOCKS = (
    "fatal: [lock-9]: FAILED! =>\n  changed: true\n  cmd:\n  - sluicectl\n  - lower\n  msg: non-zero return code\n"
    "  rc: 3\n  stderr: |-\n    Jammed.\n  stdout: ''"
)
MAIL = (
    "{}:Sev1 Azure Monitor Alert gate-cpu-high on vm-sluice-7 ( microsoft.compute/virtualmachines ) at 11/12/2026 "
    "4:10:31 AM\nMetric: Percentage CPU  Operator: GreaterThan  Threshold: 90  Value: {}"
)


@pytest.mark.parametrize(("one", "other"), [(AS_LINE, AS_LINES), (PRINTED, IN_BLOCKS)])
def test_a_failed_task_is_one_in_every_form(one: str, other: str) -> None:
    assert joined(one, other, cosine=0.0)


def test_a_failed_task_says_its_message_code_and_command() -> None:
    [part] = read(f"fatal: [lock-9]: FAILED! => {json.dumps(REFUSED)}").parts
    assert part.text == "FAILED\nnon-zero return code\nJammed.\nsluicectl lower"
    assert (part.level, part.telling) == ("error", "rc=3")


def test_of_a_loop_the_failed_item_is_told() -> None:
    items = [{"item": "a", "failed": False, "msg": "done"}, {"item": "b", "failed": True, "msg": "No such gate"}]
    [part] = read(f"failed: [lock-9] (item=b) => {json.dumps({'msg': 'All items completed', 'results': items})}").parts
    assert part.text == "FAILED\nNo such gate"


def test_another_code_or_task_is_another_failure() -> None:
    failed = f"fatal: [lock-9]: FAILED! => {json.dumps(REFUSED)}"
    assert not joined(failed, f"fatal: [lock-9]: FAILED! => {json.dumps({**REFUSED, 'rc': 4})}")
    assert not joined(f"TASK [lower gate] ***\n{failed}", f"TASK [oil hinges] ***\n{failed}")


@pytest.mark.parametrize("text", ["fatal: [lock-9]: FAILED! => ", 'fatal: [x]: FAILED! => {"msg', "a: [b] => c\nd"])
def test_a_task_without_readable_fields_is_its_text(text: str) -> None:
    assert profile(text).template


def test_a_cloud_monitors_mail_names_rule_and_machine() -> None:
    [part] = read(MAIL.format("Fired", 97.3)).parts
    assert identity_fields(part.fields)["host"] == "vm-sluice-7"
    assert severity_of(part) == (Severity.HIGH, "field")
    assert joined(MAIL.format("Fired", 97.3), MAIL.format("Fired", 91.8), cosine=0.0)
    assert not joined(MAIL.format("Fired", 97.3), MAIL.format("Fired", 97.3).replace("sluice-7", "sluice-8"))
    assert read(MAIL.format("Resolved", 12)).parts[0].recovered
