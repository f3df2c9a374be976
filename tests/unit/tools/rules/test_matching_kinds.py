"""Verdicts on systems nobody tuned for, by kind: what names one of many is a value, what tells the trouble is identity."""

import pytest

from tests.support.matching_cases import joined

HEAD = "Nov 29 09:14:02 n4 {}[77]: "

SAME = [
    # whose it is, in key=value
    ("account key", "vault", "lease refused owner=marketing ttl=30", "lease refused owner=research ttl=90"),
    ("account key", "vault", "login delayed user=kitchen ip=10.0.0.3", "login delayed user=garage ip=10.0.0.9"),
    ("account key", "vault", "export queued requester=frontdesk rows=12", "export queued requester=porter rows=9"),
    # an account called like a noun; a host called like a word
    ("slot", "board", "banned user host for spam", "banned user qzimmer for spam"),
    ("slot", "board", "ignored unknown user admin from room 3", "ignored unknown user host from room 9"),
    ("slot", "fleet", "worker host anchor dropped 2 leases", "worker host brunhild dropped 7 leases"),
    # tags and names
    ("tag", "alarmd", 'timer set tag="Weekly Report" ms=20', 'timer set tag="qflush" ms=31'),
    ("tag", "alarmd", 'timer set label="NIGHT_JOB" ms=20', 'timer set label="qflush" ms=31'),
    ("name", "paintd", "layer dropped, parent: Canvas, name: RulerGrid", "layer dropped, parent: Canvas, name: Tx7Grid"),
    # hosts before a port
    ("port", "relayd", "mx.wingtip.shop:25 deferred us for 60 s", "mx.contoso.com:25 deferred us for 90 s"),
    ("port", "relayd", "postbox:25 deferred us for 60 s", "mx.contoso.com:25 deferred us for 90 s"),
    # separated hex, however long
    ("hex", "fabricd", "port login lost for 50:06:01:60:3B:A0:11:C4:9D:0F", "port login lost for AB:CD:EF:AA:BB:CC:DD:EE:FF:AA"),
    ("hex", "keyd", "fingerprint 0A-BC-DE-F1-23-45-67-89 is not pinned", "fingerprint FA-CE-DE-AD-BE-EF-CA-FE is not pinned"),
    # ranges and lists
    ("range", "slurmd", "step aborted on blade-[2-8], draining", "step aborted on blade-5, draining"),
    ("range", "wallboard", "no signal on tiles t[01,04,09], page 3", "no signal on tiles t12, page 3"),
    # compound names beside one with a digit
    ("compound", "martd", "rebuild of sheet sales2_weekly skipped", "rebuild of sheet sales_weekly skipped"),
    ("compound", "martd", "expired dataset film_press, 4 copies left", "expired dataset tv9_press, 2 copies left"),
    # devices
    ("device", "switchd", "flood seen on interface backplane, 9 frames lost", "flood seen on interface swp12, 4 frames lost"),
    ("device", "switchd", "bad checksum at trunk", "bad checksum at bond3"),
    # paths to their end
    ("path", "thumbd", "preview failed for /srv/p/(1,2)=a:b/x.nef today", "preview failed for /srv/p/(8,9)=c:d/x.nef today"),
    ("path", "wscand", r"skipped D:\Shared Files\Old Stuff\a.log: locked", r"skipped C:\Users\Some One\a.log: locked"),
    # quoted codes
    ("code", "tilld", "tax class 'DE' has no rate", "tax class 'Q7' has no rate"),
]  # fmt: skip
SAME_BARE = [
    ("columns", "88123 press-02 oil.filter 1790000120 2 pressure drop", "88977 spare oil.filter 1790003999 2 pressure drop"),
    ("columns", "lot 12 oven 3b 1790000120 0 door ajar", "lot 19 oven main 1790003999 0 door ajar"),
    ("pole", "The standby of ledger is offline on 10.0.0.7:5432.", "The standby of ledger is not online on 10.0.0.9:5432."),
    ("pole", "A worker of the press is unavailable.", "A worker of the press is not available."),
    ("aside", "Outbox almost full. The outbox of relay-3 is 91% full. New mails might not be sent.", "Outbox almost full. The outbox of relay-8 is 95% full. Remove old mails."),
    ("aside", "Cold room is warm. Cold room 4 is above 8 degrees. Goods may not be sold if it lasts.", "Cold room is warm. Cold room 2 is above 9 degrees."),
    ("title", "Snapshot chain too long. Snapshot chain of volume media has 41 links on nas-3.", "SnapshotChainLinks. Snapshot chain of volume media has 57 links on nas-9."),
    ("instance", "Check is slow. Check consul takes longer than 20 seconds.", "Check is slow. Check vault takes longer than 20 seconds."),
    ("qualifier", "Batch is late. Batch run has been late for 20 minutes on cluster north-1.", "Batch is late. Batch run has been late for 45 minutes."),
]  # fmt: skip
DIFFERENT = [
    ("mark", "routed", "path set: cable* laser", "path set: cable laser*"),
    ("mark", "routed", "links: cable- laser", "links: cable laser"),
    ("reading", "bmcd", "fan speeds 4100 4000 --- 4300", "fan speeds 4100 4000 4200 4300"),
    ("reading", "bmcd", "rails 12.0 5.1 ?? 3.3", "rails 12.0 5.1 5.0 3.3"),
    ("values only", "dsp", "r4=0x51aa0277 r5=0x7", "acc9=0x77120041 0x77120042"),
    ("values only", "dsp", "in1=1200 in2=1187", "t0=17:40:11 t1=17:40:19"),
]  # fmt: skip
DIFFERENT_BARE = [
    ("clause", "the crane of dock 3 is stopped at the end of the rail because the brake is worn", "the crane of dock 9 is stopped at the end of the rail because the operator left"),
    ("clause", "Declined the return of parcel 12 at the counter of hall 4", "Declined the return of opened parcel 31 at the counter of hall 9"),
    ("step", "Conveyor often drops boxes. Conveyor cv-1 has 4% of failing scans for all belts of the hall.", "Conveyor jams. Conveyor cv-9 is failing to move 3% of the boxes for all belts of the hall."),
    ("step", "Tape arm is failing to load tapes. Tape arm ta-1 is failing to load tapes.", "Tape Arm Eject Is Failing. Tape arm ta-6 is failing to eject tapes to the shelf of the vault."),
    ("pole", "The standby of ledger is online on 10.0.0.7.", "The standby of ledger is offline on 10.0.0.7."),
    ("cause", "Booking import stopped for one agency. Reason: seat map missing", "Booking import stopped for one agency. Reason: tariff unknown"),
    ("cause", "Could not renew the lease of the store. cause: clock skew", "Could not renew the lease of the store. cause: token revoked"),
    ("cause", "gateway closed the stream before the body. close reason: window exhausted", "gateway closed the stream before the body. close reason: idle client"),
    ("port", "connection to 10.0.0.4:5432 refused", "connection to 10.0.0.4:6379 refused"),
    ("host", "Error: getaddrinfo ENOTFOUND ledger.depot.example", "Error: getaddrinfo ENOTFOUND parcels.depot.example"),
    ("host", "Certificate of https://ledger.depot.example expires in 6 days", "Certificate of https://parcels.depot.example expires in 5 days"),
    ("host", "GET https://ledger.depot.example/v1 failed: connection refused", "GET https://parcels.depot.example/v1 failed: connection refused"),
    ("path name", "Pool /Common/ledger_pool has no member left", "Pool /Common/parcel_pool has no member left"),
    ("path name", "I/O errors on device /dev/sdc", "I/O errors on device /dev/nvme0n1"),
    ("subject", "Vault is down. Vault does not answer.", "Consul is down. Consul does not answer."),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "program", "one", "other"), SAME)
def test_one_of_many_is_a_value(kind: str, program: str, one: str, other: str) -> None:
    assert joined(HEAD.format(program) + one, HEAD.format(program) + other, cosine=0.0), kind


@pytest.mark.parametrize(("kind", "one", "other"), SAME_BARE)
def test_the_same_trouble_in_other_words(kind: str, one: str, other: str) -> None:
    assert joined(one, other, cosine=0.0), kind


@pytest.mark.parametrize(("kind", "program", "one", "other"), DIFFERENT)
def test_a_mark_or_a_shape_may_be_the_message(kind: str, program: str, one: str, other: str) -> None:
    assert not joined(HEAD.format(program) + one, HEAD.format(program) + other), kind


@pytest.mark.parametrize(("kind", "one", "other"), DIFFERENT_BARE)
def test_what_tells_the_trouble_is_identity(kind: str, one: str, other: str) -> None:
    assert not joined(one, other), kind
