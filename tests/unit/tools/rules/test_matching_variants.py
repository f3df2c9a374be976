"""One problem seen twice: other values, another header, another dress, or other words. All of these join without an LLM."""

import pytest

from tests.support.matching_cases import joined

# (what varies, one report, the other); joined with no help from vectors
VALUES = [
    ("seconds", "Lambda timeout after 30s", "Lambda timeout 30 seconds"),
    ("seconds", "Lambda timeout after 30s", "Lambda timed out after 45.2 seconds"),
    ("case", "Connection Refused by upstream 10.0.0.1", "connection refused by upstream 10.0.0.7"),
    ("stop", "Out of disk space on volume 3.", "Out of disk space on volume 9"),
    ("request id", "Request 6f1c0a52-0f0c-4d5e-9f0c-2b5d5a1f1c11 failed after 3 retries", "Request 0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9 failed after 5 retries"),
    ("address", "Connection to 10.1.2.3:5432 refused", "Connection to [fe80::1ff:fe23:4567:890a]:5432 refused"),
    ("host name", "Connection to db-1.prod.internal:5432 refused", "Connection to db-2.prod.internal:5432 refused"),
    ("host of one group", "Replication stopped on host db-01", "Replication stopped on host db-17.prod.internal:5432"),
    ("host without group", "Replication stopped on host node-1", "Replication stopped on host 10.0.0.1"),
    ("pod", "Back-off restarting failed container in pod api-7d9f8c6b5-x2k8p", "Back-off restarting failed container in pod api-5c4b9d7f6-9zq4t"),
    ("path", "open /tmp/a1/x.lock failed", "open /srv/data/b2/y.lock failed"),
    ("windows path", r"Could not load C:\Temp\a.dll in 3 tries", r"Could not load D:\Programs\b.dll in 4 tries"),
    ("url", "GET https://a.example.com/x?y=1 failed", "GET https://b.example.com/z failed"),
    ("hex", "segfault at 0x7f3a ip 0x55d1", "segfault at 0x1 ip 0xffff"),
    ("e-mail", "mail to a.b@example.com bounced", "mail to c@example.org bounced"),
    ("empty value", "authentication failure; logname= uid=0 rhost=", "authentication failure; logname= uid=0 rhost=10.9.8.7"),
    ("unknown value", "login failed user=jkowalski tries=3", "login failed user=mbrandt tries=4"),
    ("user slot", "Accepted publickey for user jkowalski from 10.0.0.1 port 22", "Accepted publickey for user mbrandt from 10.0.0.9 port 23"),
    ("for and from", "Failed password for root from 10.0.0.1 port 22 ssh2", "Failed password for jkowalski from 10.0.0.2 port 2022 ssh2"),
    ("quoted name", "Could not find file 'frobnicator' in cache 3", "Could not find file 'quuxifier' in cache 4"),
    ("unit", "Block rdd_2_1 stored (estimated size 5.2 KB, free 5.2 KB)", "Block rdd_3_0 stored (estimated size 120.0 MB, free 1.1 GB)"),
    ("percentage", "Disk usage at 91%", "Disk usage at 97.5 %"),
    ("negative number", "headroom=<memory:10240, vCores:-17>", "headroom=<memory:0, vCores:4>"),
    ("list", "brokers [1, 2, 3] did not respond", "brokers [4] did not respond"),
    ("inner time", "token issued Fri Jun 17 20:55:06 2026 rejected", "token issued Sat Jul  2 01:02:03 2026 rejected"),
    ("redaction", "login from [REDACTED:ip] failed with password=[REDACTED:password]", "login from 10.0.0.1 failed with password=hunter22x"),
    ("success codes", '10.0.0.1 - - [10/Oct/2026:13:55:36 +0000] "GET /a HTTP/1.1" 200 12 "-" "x"', '10.0.0.2 - - [10/Oct/2026:13:55:37 +0000] "GET /b/c HTTP/1.1" 204 0 "-" "y"'),
    ("access path", '10.0.0.1 - - [10/Oct/2026:13:55:36 +0000] "GET /a HTTP/1.1" 503 12 "-" "x"', '10.0.0.2 - bob [11/Oct/2026:13:55:37 +0000] "GET /b?c=1 HTTP/2.0" 503 0 "-" "y"'),
    ("component instance", "Component \\042alt0\\042 is in the unavailable state (HWID=1973)", "Component \\042gige7\\042 is in the unavailable state (HWID=3180)"),
    ("token", "printFreezingDisplayLogs wtoken = AppWindowToken{9f4ef63 token=Token{a64f992}}", "printFreezingDisplayLogs wtoken = AppWindowToken{1d2c3b4 token=Token{0f0e0d0}}"),
]  # fmt: skip

HEADERS = [
    ("syslog", "Jun 14 15:16:01 web-1 sshd[19939]: fatal: Timeout before authentication", "Jul  2 03:04:05 web-2 sshd[7]: fatal: Timeout before authentication"),
    ("thunderbird", "- 1131566461 2005.11.09 dn228 Nov 9 12:01:01 dn228/dn228 ntpd[2915]: synchronized to 10.100.20.250, stratum 3", "- 1131566999 2005.11.09 an731 Nov 9 12:09:59 an731/an731 ntpd[11]: synchronized to 10.100.16.250, stratum 2"),
    ("blue gene", "- 1117838570 2005.06.03 R02-M1-N0-C:J12-U11 2005-06-03-15.42.50.363779 R02-M1-N0-C:J12-U11 RAS KERNEL INFO instruction cache parity error corrected", "KERNRTSP 1117840000 2005.06.03 R37-M0-N2-C:J01-U01 2005-06-03-16.06.40.123456 R37-M0-N2-C:J01-U01 RAS KERNEL INFO instruction cache parity error corrected"),
    ("event log", "134681 node-246 unix.hw state_change.unavailable 1077804742 1 Link error on broadcast tree Interconnect-0T00:00:0:0", "350766 node-109 unix.hw state_change.unavailable 1084680778 1 Link error on broadcast tree Interconnect-0N03:04:1:2"),
    ("apache", "[Sun Dec 04 04:47:44 2005] [error] mod_jk child workerEnv in error state 6", "[Mon Dec 05 19:15:57 2005] [error] mod_jk child workerEnv in error state 10"),
    ("android", "03-17 16:13:38.811  1702  2395 D WindowManager: removing window 12", "03-18 01:03:08.000   902   911 D WindowManager: removing window 7"),
    ("pipes", "20171223-22:15:29:606|Step_LSC|30002312|onStandStepChanged 3579", "20171224-0:1:9:6|Step_LSC|30002312|onStandStepChanged 12"),
    ("openstack", "nova-api.log.1.2017-05-16_13:53:08 2017-05-16 00:00:00.008 25746 INFO nova.osapi_compute.wsgi.server [req-38101a0b-2096-447d-96ea-a692162415ae 113d3a99c3da401fbd62cc2caa5b96d2 - - -] status: 200 len: 1893 time: 0.2477829", "nova-api.log.1.2017-05-16_13:53:08 2017-05-16 00:00:10.000 25740 INFO nova.osapi_compute.wsgi.server [req-00000000-2096-447d-96ea-a692162415ae 113d3a99c3da401fbd62cc2caa5b96d2 - - -] status: 202 len: 93 time: 0.9"),
    ("proxy", "[10.30 16:49:06] chrome.exe - proxy.example.com:5070 close, 451 bytes sent, 353 bytes received, lifetime 00:19", "[07.26 09:11:10] chrome.exe - other.example.org:443 close, 0 bytes sent, 0 bytes received, lifetime <1 sec"),
    ("cbs", "2016-09-28 04:30:30, Info                  CBS    Session: 30546173_4261722401 initialized by client WindowsUpdateAgent.", "2016-09-29 02:04:40, Info                  CBS    Session: 30546354_3213521249 initialized by client WindowsUpdateAgent."),
    ("mac", "Jul  1 09:00:55 calvisitor-10-105-160-95 kernel[0]: en0: BSSID changed to 5c:50:15:4c:18:13", "Jul  8 07:12:01 authorMacBook-Pro kernel[0]: en0: BSSID changed to 64:9e:f3:be:db:66"),
    ("klog", "I0102 15:04:05.678901    1234 kubelet.go:123] Failed to sync pod api-1", "I0203 01:00:05.000001      77 kubelet.go:123] Failed to sync pod api-2"),
    ("go", "2026/11/10 23:00:00 http: Accept error: too many open files; retrying in 5ms", "2026/11/11 01:02:03 http: Accept error: too many open files; retrying in 10ms"),
    ("python", "2026-01-02 10:00:00,123 ERROR [app.db] pool exhausted after 30 seconds", "2026-02-03 01:00:00,000 ERROR [app.db] pool exhausted after 12 seconds"),
    ("spring", "2026-01-02T10:00:00.123+01:00  WARN 1234 --- [nio-8080-exec-1] o.s.web.Foo : request 12 rejected", "2026-01-03T11:00:00.000+01:00  WARN 99 --- [nio-8080-exec-9] o.s.web.Foo : request 15 rejected"),
    ("log4j thread", "2015-07-29 19:13:24,282 - WARN  [RecvWorker:188978561024:QuorumCnxManager$RecvWorker@762] - Connection broken for id 188978561024", "2015-07-30 01:00:00,000 - WARN  [RecvWorker:1:QuorumCnxManager$RecvWorker@762] - Connection broken for id 1"),
    ("postgres", "2026-01-02 10:00:00.123 UTC [1234] ERROR:  deadlock detected", "2026-01-02 11:00:00.456 UTC [99] ERROR:  deadlock detected"),
    ("mysql", "2026-01-02T10:00:00.123456Z 7 [Warning] [MY-010055] [Server] IP address '10.0.0.1' could not be resolved", "2026-01-03T10:00:00.000000Z 9 [Warning] [MY-010055] [Server] IP address '10.0.0.9' could not be resolved"),
    ("redis", "1:M 02 Jan 2026 10:00:00.123 # Can't save in background: fork failed", "22:M 03 Feb 2026 11:00:00.000 # Can't save in background: fork failed"),
    ("nginx error", "2026/01/02 10:00:00 [error] 12#0: *5 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.1", "2026/01/03 11:00:00 [error] 9#0: *77 connect() failed (111: Connection refused) while connecting to upstream, client: 10.9.9.9"),
    ("kernel", "[12345.678901] Out of memory: Killed process 123 (java) total-vm:12kB", "[99.000001] Out of memory: Killed process 9 (java) total-vm:99kB"),
    ("container runtime", "2026-01-02T10:00:00.123456789Z stderr F cache miss ratio 12%", "2026-01-02T11:00:00.000000001Z stderr F cache miss ratio 15%"),
    ("with and without header", "2026-01-02 10:00:00 ERROR upstream connection lost after 3 retries", "upstream connection lost after 4 retries"),
]  # fmt: skip

DRESSES = [
    ("json", '{"ts":"2026-01-02T10:00:00Z","level":"error","msg":"pool exhausted","wait_ms":12}', '{"ts":"2026-01-03T10:00:00Z","level":"error","msg":"pool exhausted","wait_ms":99}'),
    ("logfmt", 'time=2026-01-02T10:00:00Z level=error msg="sync failed" err="dial tcp 10.0.0.1:80: connection refused"', 'time=2026-01-03T10:00:00Z level=error msg="sync failed" err="dial tcp 10.0.0.9:80: connection refused"'),
    ("mongo", '{"t":{"$date":"2026-01-01T00:00:00Z"},"s":"W","c":"NETWORK","id":1,"ctx":"conn12","msg":"Slow connection","attr":{"ms":5}}', '{"t":{"$date":"2026-01-02T00:00:00Z"},"s":"W","c":"NETWORK","id":1,"ctx":"conn9","msg":"Slow connection","attr":{"ms":7}}'),
    ("java trace", "ERROR Job failed\njava.lang.IllegalStateException: queue 7 closed\n\tat com.acme.Job.run(Job.java:12)\n\tat com.acme.Main.main(Main.java:3)", "ERROR Job failed\njava.lang.IllegalStateException: queue 9 closed\n\tat com.acme.Job.run(Job.java:15)\n\tat com.acme.Other.main(Other.java:30)"),
    ("python trace", 'Traceback (most recent call last):\n  File "/a/b.py", line 3, in main\n    go()\n  File "/a/c.py", line 9, in go\n    raise ValueError("bad row 12")\nValueError: bad row 12', 'Traceback (most recent call last):\n  File "/x/b.py", line 5, in other\n    go()\n  File "/x/c.py", line 19, in go\n    raise ValueError("bad row 99")\nValueError: bad row 99'),
    ("go panic", "panic: runtime error: index out of range [5] with length 3\n\ngoroutine 1 [running]:\nmain.work(0x1)\n\t/a/main.go:7", "panic: runtime error: index out of range [9] with length 1\n\ngoroutine 33 [running]:\nmain.work(0x2)\n\t/b/main.go:9"),
]  # fmt: skip

WORDS = [
    ("article", "The connection to the broker was lost", "Connection to broker lost"),
    ("inflection", "Health checks are failing for payment backend", "Health check fails for payment backend"),
    ("title and sentence", "Node Exporter text file collector failed to scrape. Collector on node-7 failed to scrape.", "Node Exporter text file collector failed to scrape. Collector on 10.0.3.17:9100 failed to scrape."),
    ("cluster added", "Prometheus is missing rule evaluations due to slow rule group evaluation. Prometheus has missed 52 evaluations.", "Prometheus is missing rule evaluations due to slow rule group evaluation. Prometheus a/b-1 has missed 9 evaluations on cluster prod-eu1."),
    ("word order", "High memory usage on cache nodes", "Memory usage high on cache nodes"),
    ("unknown word for a known parameter", "Could not resolve host for peer 10.0.0.1 in ring", "Could not resolve host for peer frodo in ring"),
]  # fmt: skip


@pytest.mark.parametrize(("variation", "one", "other"), VALUES + HEADERS + DRESSES + WORDS)
def test_the_same_problem_joins(variation: str, one: str, other: str) -> None:
    assert joined(one, other, cosine=0.0), variation


LABELS = [
    ("instance of one group", {"host": "db-01"}, {"host": "db-02"}),
    ("pod of one workload", {"pod": "api-7d9f8c6b5-x2k8p"}, {"pod": "api-5c4b9d7f6-9zq4t"}),
    ("address", {"instance": "10.0.0.1:9100"}, {"instance": "10.0.0.2:9100"}),
    ("a label that is no identity", {"runbook_url": "https://a/b"}, {"runbook_url": "https://a/c", "team": "x"}),
]


@pytest.mark.parametrize(("variation", "one", "other"), LABELS)
def test_instances_of_one_group_share_a_problem(variation: str, one: dict[str, str], other: dict[str, str]) -> None:
    assert joined("Request latency is too high", "Request latency is too high", {"labels": one}, {"labels": other})


SPELLINGS = [
    ("hyphen", "Rate limit exceeded for client", "Rate-limit exceeded for client"),
    ("contraction", "Could not acquire connection from pool", "Couldn't acquire connection from pool"),
    ("contraction", "Cannot resolve host a.example.com", "Can not resolve host b.example.com"),
    ("unicode form", "Menu du caf\u00e9 indisponible", "Menu du cafe\u0301 indisponible"),
    ("level in small letters", "ERROR token signature mismatch", "error token signature mismatch"),
    ("quoted capitals", "ValueError: bad currency code 'XYZ'", "ValueError: bad currency code 'QQQ'"),
]


@pytest.mark.parametrize(("spelling", "one", "other"), SPELLINGS)
def test_spelling_is_no_difference(spelling: str, one: str, other: str) -> None:
    assert joined(one, other, cosine=0.0), spelling
