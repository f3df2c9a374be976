"""More things that a message names: links, memory modules, numbered parts of clusters, clients, names in capitals."""

import pytest

from tests.support.matching_cases import joined

APART = [
    # a device's own links and ports
    ("HA1 heartbeat of the gate pair was lost", "HA2 heartbeat of the gate pair was lost"),
    (
        'time=04:10:31 level="critical" msg="Heartbeat of the pair was lost" devintfname="wan1"',
        'time=04:10:31 level="critical" msg="Heartbeat of the pair was lost" devintfname="wan2"',
    ),
    # a memory module
    ("EDAC: 2 CE on CPU_SrcID#0_Ha#0_Chan#2_DIMM#0 (slot:0)", "EDAC: 2 CE on CPU_SrcID#1_Ha#0_Chan#2_DIMM#1 (slot:0)"),
    # parts of a cluster
    ("[ERR] pg 4.1f is inconsistent, acting [1,2]", "[ERR] pg 4.0af is inconsistent, acting [7,9]"),
    ("osd.12 of the canal is slow to answer", "osd.31 of the canal is slow to answer"),
    ("No leader for collection: boats slice: shard2", "No leader for collection: boats slice: shard5"),
    ("node /10.9.1.14:7000 is now DOWN", "node /10.9.1.41:7000 is now DOWN"),
    # a backend by a name with a number behind it
    ("fetch failed: backend boats.gate01 refused", "fetch failed: backend boats.pump01 refused"),
    # a job or a program in capitals
    ("Job GATECLEAN1 was cancelled in step 3", "Job BOAT_REORG_SPOOL was cancelled in step 3"),
    ("Certificate: canal/gate-tls could not be issued", "Certificate: canal/boat-tls could not be issued"),
    # an application among others that log in
    ("type=LOGIN_ERROR clientId=gate-web error=bad_uri", "type=LOGIN_ERROR clientId=boat-web error=bad_uri"),
    # the pool in brackets in front of the message
    (
        "[12-Nov-2026 04:10:31] WARNING: [pool gates] server has no idle children",
        "[12-Nov-2026 04:10:31] WARNING: [pool boats] server has no idle children",
    ),
    # the device of a query's scope
    (
        "[Triggered on {host:weir-2}] Disk is full\ndisk.used over host:weir-2,device:/dev/sdb1 was > 0.9",
        "[Triggered on {host:weir-2}] Disk is full\ndisk.used over host:weir-2,device:/dev/sdc1 was > 0.9",
    ),
    # a mail's row that names the device
    (
        "The store has found a fault:\n\n class: io\n host: weir\n vpath: /dev/sdb1\n error: EIO",
        "The store has found a fault:\n\n class: io\n host: weir\n vpath: /dev/sdc1\n error: EIO",
    ),
]
TOGETHER = [
    ("UPS gate-row2@localhost battery is worn", "UPS gate-row2 battery is worn"),
    ("fetch failed: backend boats.gate01 refused", "fetch failed: backend boats.gate02 refused"),
    ("zed: class=statechange pool='tank' state is bad", "zed: class=vdevclear pool='tank' state is bad"),
    ("refused CONNECT from unknown[192.0.2.7]: 451", "refused CONNECT from a.example.net[192.0.2.9]: 451"),
    ("gate motor failed 3 time(s) in a row", "gate motor failed 7 times in a row"),
    ("EXT4-fs error (device dm-7): comm rsync: bad block", "EXT4-fs error (device dm-7): comm find: bad block"),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_another_thing_is_another_problem(one: str, other: str) -> None:
    assert not joined(one, other)


@pytest.mark.parametrize(("one", "other"), TOGETHER)
def test_another_copy_is_the_same_problem(one: str, other: str) -> None:
    assert joined(one, other)
