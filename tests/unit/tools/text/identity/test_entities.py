"""What is identity although a template hides it: operations, what a failed call was to, codes in parts, pools."""

import pytest

from tests.support.matching_cases import joined

# (one, other): two problems
APART = [
    ("role 'tea' may not perform action 'tea.cups.wash'", "role 'tea' may not perform action 'tea.cups.break'"),
    ("'Tea.Cups/cups/read' operation was refused by policy", "'Tea.Cups/pots/read' operation was refused by policy"),
    (
        "java.net.ConnectException: Connection refused: tea-db/10.9.0.7:5432",
        "java.net.ConnectException: Connection refused: tea-cache/10.9.0.9:6379",
    ),
    ("Failed to connect to tea-db.internal:5432", "Failed to connect to cup-db.internal:5432"),
    (
        "Can't connect to a server on 'tea-db.internal:3306' (111)",
        "Can't connect to a server on 'cup-db.internal:3306' (111)",
    ),
    (
        'connection to server at "tea-db.internal" (10.9.0.7), port 5432 failed: timeout',
        'connection to server at "cup-db.internal" (10.9.0.7), port 5432 failed: timeout',
    ),
    (
        "unable to contact the server ldap://tea.example.net:389",
        "unable to contact the server ldap://cup.example.net:389",
    ),
    ("unable to connect to server tea.example.net:587", "unable to connect to server cup.example.net:587"),
    (
        "SQLException: Could not connect to jdbc:mariadb://tea-db.internal:3306/tea",
        "SQLException: Could not connect to jdbc:mariadb://cup-db.internal:3306/tea",
    ),
    ("refused it. [::ffff:10.9.2.14]:389 failed", "refused it. [::ffff:10.9.7.90]:5671 failed"),
    # a quoted name with a number, and one without
    ("Could not write to 'spout-2': it is stuck", "Could not write to 'lid-left': it is stuck"),
    ('could not translate host name "tea-db" to address', 'could not translate host name "cup-db" to address'),
    ("Refund of cup 31 was refused, reason code 12.6", "Refund of cup 31 was refused, reason code 11.3"),
    ("rebooted, the bugcheck was: 0x0000009f (0x03)", "rebooted, the bugcheck was: 0x00000050 (0x03)"),
    ("Server tea_pool/t1 is DOWN, reason: timeout", "Server cup_pool/c1 is DOWN, reason: timeout"),
    ('"tea-kettle" is DOWN', '"cup-washer" is DOWN'),
    ("run failed dag_id=tea_daily: no water", "run failed dag_id=cup_daily: no water"),
    ('tunnel error vpntunnel="to-quay" peer=10.9.0.1', 'tunnel error vpntunnel="to-hall" peer=10.9.0.1'),
    (
        "2026-04-02 09:01:02 10.9.0.1 GET /tea - 443 - 10.9.0.9 curl - 503 0 0 12",
        "2026-04-02 09:01:02 10.9.0.1 GET /tea - 443 - 10.9.0.9 curl - 404 0 0 12",
    ),
    ("Cup was refused. wash_failed broken_handle", "Cup was refused. wash_failed lost_lid"),
    ("[Triggered on {host:tea-db}] Cup store is full", "[Triggered on {host:cup-gw}] Cup store is full"),
    ("[Triggered on {host:tea-1}] Cup store is full", "[Triggered on {host:tea-9}] Cup store is full"),
    ("[Triggered on {device:sda1}] Cup store is full", "[Triggered on {device:sdb1}] Cup store is full"),
]
# The same problem with another peer, address, number.
TOGETHER = [
    # the pool that answers, a caller, the site that a proxy serves
    ("Failed to connect to tea-db-1.internal:5432", "Failed to connect to tea-db-2.internal:5432"),
    ("connection from client ada.tea.example:51234 failed", "connection from client bob.tea.example:51999 failed"),
    (
        "connect() failed (111: Connection refused), client: 10.9.0.1, server: tea.example.org, host: a.tea.example",
        "connect() failed (111: Connection refused), client: 10.9.0.8, server: tea.example.org, host: a.tea.example",
    ),
    (
        "Channel error on connection <0.22.0> (10.9.1.4:14357 -> 10.9.2.1:5672), operation failed",
        "Channel error on connection <0.91.0> (10.9.7.8:5171 -> 10.9.2.7:5672), operation failed",
    ),
    # an amount is no code
    ("tea error: value 12 % is below the limit of 20 %", "tea error: value 9 % is below the limit of 20 %"),
    (
        "java.net.ConnectException: Connection refused: tea-db/10.9.0.7:5432",
        "java.net.ConnectException: Connection refused: tea-db/10.9.0.8:5432",
    ),
    ("Server tea_pool/t1 is DOWN, reason: timeout", "Server tea_pool/t2 is DOWN, reason: timeout"),
    ("[Triggered on {host:tea-1}] Cup store is 93 % full", "[Triggered on {host:tea-1}] Cup store is 97 % full"),
    ("Refund of cup 31 was refused, reason code 12.6", "Refund of cup 48 was refused, reason code 12.6"),
    ("bye from imap(ada@tea.example)<31><7>: no space", "bye from imap(bob@tea.example)<48><9>: no space"),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_two_problems(one: str, other: str) -> None:
    assert not joined(one, other)


@pytest.mark.parametrize(("one", "other"), TOGETHER)
def test_one_problem(one: str, other: str) -> None:
    assert joined(one, other)
