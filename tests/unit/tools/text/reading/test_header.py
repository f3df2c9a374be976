"""What a header is, on many systems' lines: only the message is left, and what the header said is kept."""

import pytest

from tools.text.reading.header import strip_header

# (line, message begins with, component, level)
LINES = [
    ("[Sun Dec 04 04:47:44 2005] [notice] workerEnv.init() ok", "workerEnv.init()", "", "info"),
    ("[Sun Dec 04 05:15:09 2005] [error] [client 10.1.1.1] Directory index forbidden", "Directory index", "", "error"),
    ("Dec 10 06:55:46 LabSZ sshd[24200]: Connection closed", "Connection closed", "sshd", ""),
    ("Jul  1 09:00:55 mac-10-1 Microsoft Word[14463]: Unexpected thing", "Unexpected", "Microsoft Word", ""),
    ("Jun 19 04:09:11 combo syslogd 1.4.1: restart.", "restart.", "syslogd 1.4.1", ""),
    ("Jun 19 04:09:11 combo last message repeated 3 times", "last message", "", ""),
    ("<34>1 2003-10-11T22:14:15.003Z mymachine su 12 ID47 - login failed", "login failed", "su", ""),
    ("<34>Oct 11 22:14:15 mymachine su: login failed", "login failed", "su", ""),
    ("2026-01-02T10:00:00+00:00 web-1 sshd[12]: error: bad key", "bad key", "sshd", "error"),
    ("12-Nov 04:10 vault-dir JobId 88: Fatal error: no socket is left", "vault-dir JobId 88: Fatal", "", ""),
    ("[12345.678901] Out of memory", "Out of memory", "", ""),
    ("I0102 15:04:05.678901    1234 file.go:123] Failed to sync", "Failed to sync", "file.go", "info"),
    ("2009/11/10 23:00:00 main.go:12: connection lost", "connection lost", "main.go", ""),
    ("2026-01-02 10:00:00.123 UTC [1234] ERROR:  deadlock detected", "deadlock", "", "error"),
    ("2026-01-02T10:00:00.1Z 0 [ERROR] [MY-010914] [Server] Aborted", "[MY-010914] [Server]", "", "error"),
    ("1:M 02 Jan 2024 10:00:00.123 * Ready to accept", "Ready to accept", "", ""),
    ("2024/01/02 10:00:00 [error] 12#0: *5 connect() failed", "12#0", "", "error"),
    ("2024-01-02T10:00:00.123456789Z stderr F something broke", "something broke", "", ""),
    ("2024-01-02 10:00:00,123 - myapp.db - ERROR - pool empty", "pool empty", "myapp.db", "error"),
    ("ERROR:root:pool empty", "pool empty", "root", "error"),
    ("WARNING: pool empty", "pool empty", "", "warning"),
    ("2024-01-02 10:00:00,123 WARN [thread 7] com.acme.Pool: empty", "empty", "com.acme.Pool", "warning"),
    ("2024-01-02T10:00:00.1+01:00  INFO 12 --- [nio-exec-1] o.s.b.Foo   : empty", "empty", "o.s.b.Foo", "info"),
    ("[2024-01-02 10:00:00.123][12][error][upstream] [source/a.cc:123] cds: fetch failure", "cds: fetch", "", "error"),
    ("2016-09-28 04:30:30, Info                  CBS    Loaded stack", "CBS", "", "info"),
    ("03-17 16:13:38.811  1702  2395 D WindowManager: removed", "removed", "WindowManager", "debug"),
    ("20171223-22:15:29:606|Step_LSC|30002312|onStandStepChanged 3579", "onStandStepChanged", "", ""),
    ("[10.30 16:49:06] chrome.exe - a.example.com:443 close", "a.example.com:443", "chrome.exe", ""),
    ("ERROR 2026-01-02 10:00:00,123 pool empty", "pool empty", "", "error"),
    ("[WARN] 2026-01-02T10:00:00Z pool empty", "pool empty", "", "warning"),
    (
        "- 1117838570 2005.06.03 R02-M1 2005-06-03-15.42.50.3 R02-M1 RAS KERNEL FATAL data TLB error",
        "data TLB", "", "fatal",
    ),
    (
        "APPSEV 1117838570 2005.06.03 R02-M1 2005-06-03-15.42.50.3 R02-M1 RAS APP FATAL ciod: gone",
        "ciod: gone", "", "fatal",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("line", "message", "component", "level"), LINES)
def test_the_header_is_read_and_cut(line: str, message: str, component: str, level: str) -> None:
    headed = strip_header(line)
    assert headed.message.strip().startswith(message)
    assert (headed.component, headed.level) == (component, level)


WHOLE = [
    "Lambda timeout after 30s",
    "Disk usage at 2024-01-02 10:00:00 above 90%",
    "[FIRING:1] HighLatency payment prod",
    "Error reading file",
    "ERROR",
    "42",
    "2024-01-02 10:00:00",
    "ORA-00600: internal error",
]


@pytest.mark.parametrize("line", WHOLE)
def test_a_message_without_a_header_stays_whole(line: str) -> None:
    assert strip_header(line).message.strip() or line == "2024-01-02 10:00:00"
    assert strip_header(line).message.strip() in line


@pytest.mark.parametrize("start", ["404 responses rising", "3 pods failed", "setTotal=1514#7"])
def test_a_leading_number_is_not_taken_for_a_process_id(start: str) -> None:
    assert strip_header(f"2024-01-02 10:00:00 {start}").message == start


@pytest.mark.parametrize("name", ["java.io.IOException", "TimeoutError", "ORA-00600"])
def test_an_error_is_never_taken_for_a_logger(name: str) -> None:
    assert strip_header(f"2024-01-02 10:00:00 ERROR {name}: gone").message.startswith(name)
