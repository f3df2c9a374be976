"""A store as a build with the first fingerprint rules left it: `older_store.jsonl` is an export of its embedded store.

Commit 0b9e3ea made it: it told an empty store the logs below in this order (`profile_of`, then `record` without
neighbours). In between the first was resolved and pruned, `DONE` was resolved, `FOLLOWER` was merged into `REPLICA`,
`WORKER` was merged into `QUEUE` and split off by its fingerprint, the second certificate was split off the first by its
occurrence. Each alert of `PASTED` is a ticket of its own.
"""

from pathlib import Path

from tools.nouns.redacted import stored
from tools.nouns.reports import Report
from tools.text.redaction.redact import redact

FILE = Path(__file__).with_name("older_store.jsonl")

PRUNED = "2026-11-23 10:01:02,003 ERROR [billing] ledger.Writer - Ledger file is locked by process 4711"
LIVE = "Lambda timeout after 30 seconds in request 6f1c0a52-0f0c-4d5e-9f0c-2b5d5a000001"
DONE = (
    "2026-11-23 10:01:02,003 ERROR [pool-1-thread-2] com.acme.orders.Client - "
    "Payment gateway rejected certificate of merchant 4711"
)
REPLICA = "Replica 3 of the search index lags behind by 120 seconds"
FOLLOWER = "Follower 7 cannot keep up with the search index"
QUEUE = "Queue mail-out holds 12000 messages"
WORKER = "Worker of the mail queue died with exit code 137"
FIRST, PARTED = "Certificate of 10.0.0.5 expires in 3 days", "Certificate of 10.0.0.6 expires in 3 days"
_ALERT = (
    '{"version":"4","status":"firing","receiver":"ops","groupLabels":{},"alerts":[{"status":"firing","labels":'
    '{"alertname":"DiskFull","instance":"%s:9100","severity":"critical"},'
    '"annotations":{"summary":"Disk of %s is almost full"},'
    '"startsAt":"2026-11-29T09:14:02Z"}]}'
)
PASTED = tuple(_ALERT % (host, host) for host in ("mail-gw", "payroll"))
LABELLED = "Too many open files"

# The ticket that each log is counted on; DONE and PRUNED come back as new generations of theirs.
TICKETS = {
    LIVE: "inc_01HF7YAWXRD7GFZV6J1E3ETS30",
    REPLICA: "inc_01HF7YB0TR7EQA1RNWDA2S034X",
    FOLLOWER: "inc_01HF7YB0TR7EQA1RNWDA2S034X",
    QUEUE: "inc_01HF7YB2S83RHY7V5Q6A7ETRWC",
    WORKER: "inc_01HF7YB3RGB5ZPBNN2HD0FCWW8",
    FIRST: "inc_01HF7YB4QRC6NW1FHRFVQMESSX",
    PARTED: "inc_01HF7YB5Q07GP5R8JJ3GK3MZAB",
    PASTED[0]: "inc_01HF7YB7NGCMKJJHDHQKTC8JYW",
    PASTED[1]: "inc_01HF7YB8MR5CZDR33P0TDKKD6D",
    LABELLED: "inc_01HF7YB9M04Q7M6ANGR7RF8B5V",
}
RESOLVED = {DONE: "inc_01HF7YAYW80N44DQWNB48CAP5X", PRUNED: "inc_01HF7YATZ8THGB3V9QAN90XEZA"}


def told(log: str, request_id: str, at: float) -> Report:
    """The report of that log, once more."""
    service = "alerts" if log in PASTED else "checkout"
    labels = {stored("alertname"): stored("OpenFiles"), stored("host"): stored("db-01")} if log == LABELLED else {}
    return Report(request_id, "default", stored(service), redact(log), at, labels=labels)
