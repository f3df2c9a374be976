"""Real software's messages that differ only in values, clocks and dress. Written before any rule was run on them."""

import pytest

from tests.support.matching_cases import envelope, joined, notification, profile

SENTENCE = "payment gateway refused batch {} of merchant portal"
STAMPS = [
    "2026-11-23T10:11:12Z ", "2026-11-23T10:11:12.123456+01:00 ", "2026-11-23 10:11:12,123 ", "2026/11/23 10:11:12 ",
    "[23/Nov/2026:10:11:12 +0000] ", "[Mon Nov 23 10:11:12.123456 2026] ", "Mon, 23 Nov 2026 10:11:12 GMT ",
    "1795428672 ", "1795428672.123 ", "1795428672123 ", "20261123T101112Z ", "20261123-10:11:12.123 ",
    "11/23/2026 10:11:12 AM ", "23.11.2026 10:11:12 ", "10:11:12.123 ", "2026-11-23 10:11:12 -0800 ",
    "[2026-11-23 10:11:12 +0000] [12] ", "Mon Nov 23 10:11:12 UTC 2026 ", "2026-11-23 10.11.12 ", "[10:11:12] ",
    "2026-11-23_10:11:12.12345 ", "23-Nov-2026 10:11:12.123 ", "2026-11-23 10:11:12.123 UTC ", "Nov 23, 2026 10:11:12 AM ",
    "2026-11-23 10:11:12 PST ", "2026-11-23T10:11:12,123+0100 ", "23 Nov 2026 10:11:12,123 ", "[1234567.890123] ",
]  # fmt: skip


@pytest.mark.parametrize("stamp", STAMPS)
def test_the_clock_in_front_is_no_part_of_the_message(stamp: str) -> None:
    assert profile(stamp + SENTENCE.format(7)).template == profile(SENTENCE.format(8)).template


@pytest.mark.parametrize("stamp", STAMPS[:18])
def test_a_clock_inside_is_a_value(stamp: str) -> None:
    one = f"lease of cart worker has been stale since {stamp.strip('[] ')} and was taken over"
    assert joined(one, "lease of cart worker has been stale since 2025-01-02 03:04:05 and was taken over", cosine=0.0)


# (what varies, one report, the other); joined with no help from vectors
VALUES = [
    ("pid", "worker pid=4711 tid=9 lost its lease", "worker pid=12 tid=1204 lost its lease"),
    ("erlang pid", "[error] <0.1234.0> Channel error on connection", "[error] <0.77.12> Channel error on connection"),
    ("thread", "[http-nio-8080-exec-3] cart lookup was slow", "[http-nio-8080-exec-17] cart lookup was slow"),
    ("thread", "[ForkJoinPool.commonPool-worker-3] cart lookup was slow", "[ForkJoinPool.commonPool-worker-11] cart lookup was slow"),
    ("ulid", "request 01J8Z3K4M5N6P7Q8R9S0T1V2W3 was dropped", "request 01J8Z3K4M5N6P7Q8R9S0ABCDEF was dropped"),
    ("trace id", "export failed trace_id=4bf92f3577b34da6a3ce929d0e0e4736", "export failed trace_id=00f067aa0ba902b7a3ce929d0e0e4736"),
    ("aws trace", "slow call Root=1-5f84c7a9-5d4a2b3c4d5e6f7081920a1b", "slow call Root=1-60a0c7a9-000a2b3c4d5e6f7081920a1b"),
    ("uuid in capitals", "volume {6F1C0A52-0F0C-4D5E-9F0C-2B5D5A1F1C11} lost", "volume {0A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9} lost"),
    ("base64", "checksum mFkZ0+/xAq3dJk8Tz1== does not match", "checksum 9QkZa+/x0q3dJk8Tz7== does not match"),
    ("object address", "leaked <Connection object at 0x7f3a2b10>", "leaked <Connection object at 0x55d1e0a0>"),
    ("lambda class", "task com.acme.Foo$$Lambda$123/0x00000008 rejected", "task com.acme.Foo$$Lambda$77/0x00000040 rejected"),
    ("container id", "cannot stop containerd://3f2a1bc9d0e1f2a3", "cannot stop containerd://00aa1bc9d0e1f2ff"),
    ("image digest", "pull of sha256:3f2a1bc9d0e1f2a3 failed", "pull of sha256:9d0e1f2a3f2a1bc0 failed"),
    ("commit", "build of commit 3f2a1bc failed", "build of commit 9d0e1f2 failed"),
    ("address", "connection reset by 10.1.2.3:44321", "connection reset by 2001:db8::ff00:42:8329"),
    ("network", "route 10.4.0.0/16 was withdrawn", "route 192.168.0.0/24 was withdrawn"),
    ("port", "listen tcp :8080: bind: address already in use", "listen tcp :9090: bind: address already in use"),
    ("mac", "new lease for 5c:50:15:4c:18:13 refused", "new lease for 64:9e:f3:be:db:66 refused"),
    ("unit of time", "checkpoint took 1.5s", "checkpoint took 1500ms"),
    ("unit of time", "lock was held for 2m30s", "lock was held for 45s"),
    ("unit of time", "waited 3 minutes for a slot", "waited 1 hour for a slot"),
    ("unit of time", "call exceeded 30 seconds", "call exceeded 30s"),
    ("unit of time", "timeout=30s reached", "timeout=30000ms reached"),
    ("unit of time", "Lambda timeout after 30s", "Lambda timeout 30 seconds"),
    ("unit of time", "lease ran for 00:01:30", "lease ran for 12:44:09"),
    ("size", "allocation of 12 GiB failed", "allocation of 512MB failed"),
    ("size", "allocation of 1,024 bytes failed", "allocation of 7 bytes failed"),
    ("thousands", "purged 1,234,567 rows", "purged 1.234.567 rows"),
    ("thousands", "purged 1,234,567 rows", "purged 1 234 567 rows"),
    ("thousands", "purged 1,234,567 rows", "purged 1'234'567 rows"),
    ("thousands", "purged 1,234,567 rows", "purged 1\u202f234\u202f567 rows"),
    ("percent", "pool is 91% used", "pool is 97.5 percent used"),
    ("plural", "gave up after 1 retry", "gave up after 3 retries"),
    ("counter", "attempt 3/5 to reach broker failed", "attempt 5/5 to reach broker failed"),
    ("counter", "attempt #3 to reach broker failed", "attempt #4 to reach broker failed"),
    ("count", "[FIRING:3] Orders queue is growing", "[FIRING:11] Orders queue is growing"),
    ("place", "parse error at line 12 column 3", "parse error at line 9 column 44"),
    ("version", "rollout of v1.2.3 failed", "rollout of v2.0.0-rc.1 failed"),
    ("path", "cannot open /var/lib/app/8812/data.bin", "cannot open /var/lib/app/17/other.bin"),
    ("windows path", r"cannot open C:\Data\8812\data.bin", r"cannot open D:\Data\17\other.bin"),
    ("url", "GET https://shop.example.com/orders/8812?x=1 was slow", "GET https://shop.example.com/orders/17 was slow"),
    ("pod", "restarting failed container in pod cart-5c4b9d7f6-9zq4t", "restarting failed container in pod cart-7d9f8c6b5-x2k8p"),
    ("user", "quota reached for user alice", "quota reached for user bob"),
    ("user", "Access denied for user 'app'@'10.0.0.1' (using password: YES)", "Access denied for user 'web'@'10.0.0.7' (using password: YES)"),
    ("user", "quota reached user=alice", "quota reached user=jkowalski"),
    ("quotes", 'file "a1.txt" is missing', "file 'b2.txt' is missing"),
    ("quotes", 'file "a1.txt" is missing', "file \u201cb2.txt\u201d is missing"),
    ("quotes", "file 'a1.txt' is missing", "file `b2.txt` is missing"),
    ("quotes", "couldn't open spool", "couldn\u2019t open spool"),
    ("arn", "denied arn:aws:lambda:us-east-1:123456789012:function:resize", "denied arn:aws:lambda:us-east-1:998877665544:function:resize"),
    ("secret", "auth with key=[REDACTED:aws-key] failed", "auth with key=[REDACTED:token] failed"),
]  # fmt: skip

DRESSES = [
    ("ansi colours", "\x1b[31mERROR\x1b[0m orders queue is stuck", "ERROR orders queue is stuck"),
    ("ansi colours", "2026-11-23 10:11:12 \x1b[1;33mWARN\x1b[0m \x1b[36mapp.db\x1b[0m pool is dry", "2026-11-23 10:11:13 WARN app.db pool is dry"),
    ("notification", notification("DiskFilling", "Disk is 91% full"), notification("DiskFilling", "Disk is 93% full", pod="cart-1", at="2026-11-24T01:02:03Z", fingerprint="bc97ff14869b13e3")),
    ("envelope", envelope("cpu-high", "ALARM", "a1"), envelope("cpu-high", "ALARM", "b2", "INSUFFICIENT_DATA")),
    ("list", '[{"msg":"orders queue is stuck","id":"a1"}]', '{"msg":"orders queue is stuck","id":"b2"}'),
    ("call", "[FIRING:1] orders queue is stuck", "orders queue is stuck"),
    ("call", "[Triggered on {host:web-1}] orders queue is stuck", "Problem: orders queue is stuck"),
    ("call", "** PROBLEM Service Alert: orders queue is stuck", "[Re-Triggered] orders queue is stuck"),
    ("title", "Backlog grows. Backlog of orders grows", "Backlog of orders grows"),
    ("quantity", "Replication queue of the ledger is too long", "High replication queue in the ledger"),
    ("line end", "orders queue is stuck\r\n", "orders queue is stuck"),
    ("line end", "orders queue is stuck\r\nsince noon\r\n", "orders queue is stuck\nsince noon"),
    ("blanks", "  orders queue\tis   stuck  ", "orders queue is stuck"),
    ("blanks", "orders\u00a0queue is\u200b stuck", "orders queue is stuck"),
    ("byte order mark", "\ufefforders queue is stuck", "orders queue is stuck"),
    ("dash", "orders queue \u2013 stuck again", "orders queue - stuck again"),
    ("ellipsis", "orders queue is stuck\u2026", "orders queue is stuck..."),
    ("level", "2026-11-23 10:11:12 ERROR orders queue is stuck", "2026-11-23 10:11:12 [error] orders queue is stuck"),
    ("json keys", '{"status":503,"msg":"call failed","error":"refused"}', '{"error":"refused","status":503,"msg":"call failed"}'),
    ("json blanks", '{"level":"error","msg":"call failed"}', '{ "msg" : "call failed", "level" : "error" }'),
    ("logfmt order", 'level=error msg="call failed" err="refused" code=7', 'code=7 err="refused" level=error msg="call failed"'),
    ("docker json", '{"log":"orders queue is stuck\\n","stream":"stderr","time":"2026-11-23T10:11:12.1Z"}', "orders queue is stuck"),
    ("journald json", '{"MESSAGE":"orders queue is stuck","PRIORITY":"3","_PID":"12"}', '{"MESSAGE":"orders queue is stuck","PRIORITY":"3","_PID":"977"}'),
    ("tomcat", "23-Nov-2026 10:11:12.123 SEVERE [main] org.acme.Boot.start pool is dry now", "24-Nov-2026 11:11:12.456 SEVERE [main] org.acme.Boot.start pool is dry now"),
    ("gunicorn", "[2026-11-23 10:11:12 +0000] [12] [CRITICAL] WORKER TIMEOUT (pid:77)", "[2026-11-24 11:11:12 +0000] [9] [CRITICAL] WORKER TIMEOUT (pid:8123)"),
    ("lambda", "2026-11-23T10:11:12.123Z 6f1c0a52-0f0c-4d5e-9f0c-2b5d5a1f1c11 Task timed out after 3.00 seconds", "2026-11-24T11:11:12.456Z 0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9 Task timed out after 6.01 seconds"),
    ("java trace", "Boot failed\njava.lang.IllegalStateException: dry\n\tat com.acme.Pool.lambda$take$3(Pool.java:12)\n\tat com.acme.Main.main(Main.java:3)", "Boot failed\njava.lang.IllegalStateException: dry\n\tat com.acme.Pool.lambda$take$9(Pool.java:88)\n\tat com.acme.Main.main(Main.java:7)"),
    ("python trace", 'Traceback (most recent call last):\n  File "/a/b.py", line 3, in load\n    return rows[key]\n           ~~~~^^^^^\nKeyError: 17', 'Traceback (most recent call last):\n  File "/x/b.py", line 55, in load\n    return rows[key]\nKeyError: 99'),
    ("node trace", "TypeError: x.map is not a function\n    at render (/app/dist/a.js:12:9)\n    at main (/app/dist/m.js:3:1)", "TypeError: x.map is not a function\n    at render (/srv/dist/a.js:99:2)\n    at main (/srv/dist/m.js:4:7)"),
    ("dotnet trace", "System.FormatException: bad input\n   at Acme.Cart.Parse(String s) in C:\\src\\Cart.cs:line 12\n   at Acme.Main()", "System.FormatException: bad input\n   at Acme.Cart.Parse(String s) in D:\\build\\Cart.cs:line 99\n   at Acme.Main()"),
    ("go trace", "panic: send on closed channel\n\ngoroutine 12 [running]:\nmain.push(0xc000010000)\n\t/a/m.go:7 +0x1d", "panic: send on closed channel\n\ngoroutine 9001 [running]:\nmain.push(0xc0000aa000)\n\t/b/m.go:8 +0x2f"),
]  # fmt: skip


@pytest.mark.parametrize(("variation", "one", "other"), VALUES + DRESSES)
def test_a_value_or_a_dress_is_no_difference(variation: str, one: str, other: str) -> None:
    assert joined(one, other, cosine=0.0), variation
    assert joined(other, one, cosine=0.0), variation
