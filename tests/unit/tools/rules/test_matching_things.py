"""Which disk, VLAN, route, program or quoted thing: another one is another problem, however alike the words."""

import pytest

from tests.support.matching_cases import joined

APART = [
    ("Backup of VM 4118 failed - no such volume", "Backup of VM 4131 failed - no such volume"),
    ("CT 104 did not start: storage is gone", "CT 109 did not start: storage is gone"),
    (
        "ERROR 2003 (HY000): Can't connect to MySQL server on 'db-harvest.internal:3306' (111)",
        "ERROR 2003 (HY000): Can't connect to MySQL server on 'db-mill.internal:3306' (111)",
    ),
    (
        "unable to contact LDAP server ldap://ldap-ulm.example.net:389",
        "unable to contact LDAP server ldap://ldap-graz.example.net:389",
    ),
    ("Publish 'set' to 'barn-damper-2' failed: no route", "Publish 'set' to 'silo-relay' failed: no route"),
    (
        "lua entry thread aborted: runtime error: /etc/gate/quota.lua:31: attempt to index a nil value\nstack:",
        "lua entry thread aborted: runtime error: /etc/gate/place.lua:77: attempt to index a nil value\nstack:",
    ),
    ("filer-2: aggregate is 94 % full", "filer-5: aggregate is 94 % full"),
    ("Spanning tree loop guard blocks vlan110", "Spanning tree loop guard blocks vlan210"),
    (
        "port security violation on GigabitEthernet2/0/7, err-disabled",
        "port security violation on Gi2/0/9, err-disabled",
    ),
    ("Line protocol on ge-0/0/1 is down", "Line protocol on ge-0/0/4 is down"),
    ("Buffer I/O error on dev sdb, logical block 5", "Buffer I/O error on dev sdc, logical block 7"),
    ("controller error on \\Device\\Harddisk1\\DR1.", "controller error on \\Device\\Harddisk4\\DR4."),
    ("enclosure: power supply 1 has failed", "enclosure: power supply 2 has failed"),
    ("Mailbox copy MB11 is in state Suspended", "Mailbox copy MB14 is in state Suspended"),
    ("cannot start 'pricing-sync', exit code 3", "cannot start 'stock-sync', exit code 3"),
    ("producer blocked on address 'claims.out'", "producer blocked on address 'letters.out'"),
    ("p99 latency of /basket is 2.1 s", "p99 latency of /login is 2.1 s"),
    ("/opt/bin/rotate-certs exited with 1", "/opt/bin/purge-mails exited with 1"),
    ("no ledgers for persistent://bank/cards/auth", "no ledgers for persistent://bank/loans/auth"),
    (
        "ORA-00600: internal error code, arguments: [kdsgrp1], [3]",
        "ORA-00600: internal error code, arguments: [13013], [3]",
    ),
    ("bind failed: AcceptSecurityContext error, data 533", "bind failed: AcceptSecurityContext error, data 701"),
    ("registrar sip.north.example refused us", "registrar sip.south7.example refused us"),
    ("BGP peer 192.0.2.17 went idle, hold timer", "BGP peer 192.0.2.44 went idle, hold timer"),
    ("Tunnel lost for AP 02:00:5e:10:00:a1, echo timeout", "Tunnel lost for AP 02:00:5e:10:00:b7, echo timeout"),
    ("gateway 02005efffe1000a1 sent no statistics", "gateway 02005efffe1000b7 sent no statistics"),
    ("Drive: http://store-2.store:9000/d4 is faulty", "Drive: http://store-5.store:9000/d4 is faulty"),
    (
        "cannot open s3:https://obj.example/tides, access denied",
        "cannot open s3:https://obj.example/ice, access denied",
    ),
    ("zone tides.example refused the transfer", "zone ice.example refused the transfer"),
    ("signature expired for key tides.example.", "signature expired for key ice.example."),
    ("No space left on device, host=quay-2", "No space left on device, host=quay-5"),
    ("system malfunction from host TIDE-NET", "system malfunction from host ICE-NET"),
    ("open database /etc/mail/aliases.db: not found", "open database /etc/mail/relays.db: not found"),
    ("EXT9 (dm-5): Superblock is damaged. Unmount it", "EXT9 (dm-7): Superblock is damaged. Unmount it"),
    (
        "Pool(host='edi.tides.example', port=443): certificate has expired",
        "Pool(host='edi.ice.example', port=443): certificate has expired",
    ),
    ("nvme nvme1: controller is down; will reset", "nvme nvme4: controller is down; will reset"),
    ("IEF450I TIDEJOB STEP020 - ABEND=S0C4 U0000", "IEF450I TIDEJOB STEP020 - ABEND=S322 U0000"),
    ("task TIDE abended with code ASRA", "task TIDE abended with code AICA"),
    (
        'Sensor "Rack 3 inlet air" on device "cold aisle" is in Down state',
        'Sensor "Rack 5 inlet air" on device "cold aisle" is in Down state',
    ),
    ("Plan TIDES1: unit 4 failed, PLAN=TIDEPLAN", "Plan TIDES1: unit 4 failed, PLAN=ICEPLAN"),
]
TOGETHER = [
    ("filer-2: aggregate is 94 % full", "filer-2: aggregate is 99 % full"),
    ("worker-3: queue consumer was restarted", "worker-9: queue consumer was restarted"),
    ("carrier lost on eth0", "carrier lost on eth3"),
    ("disk 81 % full, limit 80 %", "disk 97 % full, limit 80 %"),
    ("login failed for user 'anna'", "login failed for user 'otto'"),
    ("ValueError: could not convert string to float: 'abc'", "ValueError: could not convert string to float: 'xyz'"),
    ("unexpected token 'foo' in the request", "unexpected token 'bar' in the request"),
    ("backlog of persistent://bank/cards/auth-partition-1", "backlog of persistent://bank/cards/auth-partition-4"),
    ("BGP peer 192.0.2.17 went idle, hold timer", "BGP peer 192.0.2.17 went idle, hold timer (retry 3)"),
    ("BGP session with peer 10.0.0.1 is down", "BGP session with peer 10.0.0.9 is down"),
    ("peer 192.0.2.17 sent a malformed request", "peer 192.0.2.44 sent a malformed request"),
    ("ORA-01652: unable to extend temp segment", "ORA-1652: unable to extend temp segment"),
    ("command 'lvcreate -V 64G vm-1' failed", "command 'lvcreate -V 32G vm-2' failed"),
    ("scrub: 1 pg inconsistent", "scrub: 3 pgs inconsistent"),
    ("anchor[412]: winch 4 is jammed", "winch 4 is jammed"),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_another_thing_is_another_problem(one: str, other: str) -> None:
    assert not joined(one, other, cosine=1.0)


@pytest.mark.parametrize(("one", "other"), TOGETHER)
def test_one_thing_or_one_of_many_is_one_problem(one: str, other: str) -> None:
    assert joined(one, other, cosine=0.0)


FAILED_CALLS = [
    'psql: error: connection to server at "{}" (10.9.0.5), port 5432 failed: Connection refused',
    "Communications link failure to jdbc:mysql://{}:3306/harvest: CommunicationsException",
    "Connection to node -1 ({}/10.9.0.5:9092) could not be established. Broker may not be available.",
    "wget: unable to resolve host address '{}'",
    "deferred (connect to {}[198.51.100.5]:25: Connection timed out)",
    "Can't contact LDAP server {}:636 (-1)",
    'host not found in upstream "{}"',
    "HttpRequestException: Name or service not known ({}:443)",
    "Timeout: No Response from {}.",
    "Error: failed to reach Consul server at {}:8500",
    "Server bk/{} is DOWN, reason: Layer4 timeout",
]


@pytest.mark.parametrize("call", FAILED_CALLS)
def test_another_server_of_a_failed_call_is_another_problem(call: str) -> None:
    one = call.format("harvest-db.internal")
    assert joined(one, one.replace("10.9.0.5", "10.9.0.8"), cosine=0.0)
    assert not joined(one, call.format("mill-store.internal"))
