"""Two excerpts of one log are one problem when they share a telling line; another cause or another thing is not."""

import json

import pytest

from tests.support.matching_cases import joined


def _syslog(*told: str, host: str = "weir-4", clock: str = "04:10") -> str:
    return "\n".join(f"Nov 12 {clock}:{place:02} {host} {line}" for place, line in enumerate(told, 31))


STUCK = "sluiced[412]: the lower gate of lock nine does not move any more"
PUMP = "pumpd[77]: flow of the bilge pump fell behind the set point"
KERNEL = "kernel: usb 3-1: device descriptor read/64, error -71"
TOGETHER = [
    (_syslog(STUCK, PUMP), _syslog(STUCK, clock="09:55")),
    (_syslog(PUMP, STUCK), _syslog(STUCK, host="weir-4.canal.example", clock="09:55")),
    (
        _syslog(PUMP, STUCK),
        json.dumps({"level": "error", "msg": STUCK.partition(": ")[2], "time": "2026-11-12T09:55:31Z"}),
    ),
    (
        "2026-11-12T04:10:31,339+0000 [gates-3] ERROR org.canal.Gate - Cannot lower gate nine of the eastern lock\n"
        "2026-11-12T04:10:31,402+0000 [gates-3] ERROR org.canal.Pump - Pump stopped",
        "2026-11-12T07:00:02,101+0000 [gates-8] ERROR org.canal.Gate - Cannot lower gate nine of the eastern lock",
    ),
    # the line goes on in one of them
    (
        _syslog(PUMP, "gated[31]: failed gate heartbeat: operation of the eastern gate timed out after 4.5s"),
        _syslog(
            "gated[31]: failed gate heartbeat: operation of the eastern gate timed out after 4.7s (limit 4s): silent",
            clock="09:55",
        ),
    ),
    # the kernel's time since its start stands in front of each line
    (
        "[1822311.220871] CANAL-fs error on the eastern gate motor store\n[1822311.220990] lost a page of the log",
        "Nov 12 09:55:31 weir-4 kernel: CANAL-fs error on the eastern gate motor store",
    ),
    # a tool's own output: its progress in front, a longer command behind
    (
        "ERROR: /ws/gate/BUILD:12:11: Casting gate/hinge.cc failed: (Exit 1): caster failed: error executing Cast\n"
        "gate/hinge.cc:88:5: error: 'Bolt' was not declared in this scope",
        "[204 / 811] Casting gate/hinge.cc; 11s remote\nERROR: /home/ci/ws/gate/BUILD:12:11: Casting gate/hinge.cc "
        "failed: (Exit 1): caster failed: error executing Cast /usr/bin/caster (44 arguments skipped)\n"
        "gate/hinge.cc:88:5: error: 'Bolt' was not declared in this scope\nTarget gate failed to build",
    ),
]
APART = [
    # the shared line is no beginning of either
    (_syslog(PUMP, "sluiced[412]: giving up"), _syslog(KERNEL, "sluiced[412]: giving up")),
    (_syslog(PUMP, STUCK), _syslog(KERNEL, STUCK)),
    # another thing in the same line
    (
        _syslog("sluiced[412]: the gate motor on disk sdb does not answer", PUMP),
        _syslog("sluiced[412]: the gate motor on disk sdd does not answer"),
    ),
    # what stands around the shared line goes opposite ways
    (_syslog("netd[7]: the link of the basin is up", STUCK), _syslog(STUCK, "netd[7]: the link of the basin is down")),
    (_syslog("pumpd[7]: the keeper started the pump", STUCK), _syslog(STUCK, "pumpd[7]: the keeper stopped the pump")),
    # the longer line tells the end of what its beginning tells
    (
        _syslog(PUMP, "gated[31]: failed gate heartbeat: operation of the eastern gate timed out after 4.5s"),
        _syslog("gated[31]: failed gate heartbeat: operation of the eastern gate timed out after 4.7s, then recovered"),
    ),
    # the same beginning, another code behind it
    (
        _syslog(STUCK, "sluiced[412]: exit code 3"),
        _syslog(STUCK, "sluiced[412]: exit code 9"),
    ),
    # what begins with one line goes on in two ways
    (_syslog(STUCK, PUMP), _syslog(STUCK, KERNEL, clock="09:55")),
    (
        _syslog(
            "systemd[1]: Failed to start the rotation of the canal's files.",
            "rotated[12]: state: No such file or directory",
        ),
        _syslog(
            "systemd[1]: Failed to start the rotation of the canal's files.", "rotated[44]: state: Permission denied"
        ),
    ),
    (
        "ERROR org.canal.Gate - Request of the lock keeper cannot be served\nreason: the gate is frozen",
        "ERROR org.canal.Gate - Request of the lock keeper cannot be served\nreason: no boat is waiting",
    ),
]


@pytest.mark.parametrize(("one", "other"), TOGETHER)
def test_excerpts_with_one_line_are_joined(one: str, other: str) -> None:
    assert joined(one, other)
    assert joined(other, one)


@pytest.mark.parametrize(("one", "other"), APART)
def test_excerpts_of_two_problems_stay_apart(one: str, other: str) -> None:
    assert not joined(one, other)
    assert not joined(other, one)
