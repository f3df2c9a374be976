"""One crash or line as another version, logger or shipper writes it: the same problem."""

import pytest

from tests.support.matching_cases import joined, profile
from tools.nouns.reports import Report
from tools.text.identity.fingerprint import profiles_of

SAME = [
("rust old/new","thread 'main' panicked at 'index out of bounds: the len is 3 but the index is 9', src/pack.rs:12:5\nnote: run with `RUST_BACKTRACE=1`","thread 'worker' (771) panicked at src/pack.rs:19:5:\nindex out of bounds: the len is 8 but the index is 11\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace"),
("ruby old/new","/srv/a/box.rb:9:in `ship': no label (Depot::LabelError)\n\tfrom /srv/a/main.rb:3:in `<main>'","/srv/a/box.rb:11:in 'Depot::Box#ship': no label (Depot::LabelError)\n\tfrom /srv/a/main.rb:4:in '<main>'"),
("go recovered","panic: no label\n\ngoroutine 1 [running]:\nmain.ship(0xc000)\n\t/w/main.go:9 +0x1d","panic: no label [recovered]\n\tpanic: no label\n\ngoroutine 7 [running]:\npanic({0x1,0x2})\n\t/usr/local/go/src/runtime/panic.go:884 +0x213\nmain.ship(0xc000)\n\t/w/main.go:11 +0x1d"),
("go klog","panic: no label\n\ngoroutine 1 [running]:\nexample.com/x/box.ship(0xc000)\n\t/w/main.go:9 +0x1d","E1129 09:14:02.068987       1 runtime.go:79] Observed a panic: \"no label\" (no label)\ngoroutine 7 [running]:\nk8s.io/apimachinery/pkg/util/runtime.logPanic({0x1,0x2})\n\t/go/pkg/mod/k8s.io/apimachinery@v0.26/pkg/util/runtime/runtime.go:74 +0x99\npanic({0x1,0x2})\n\t/usr/local/go/src/runtime/panic.go:884 +0x213\nexample.com/x/box.ship(0xc000)\n\t/w/main.go:11 +0x1d"),
("java logged","Exception in thread \"main\" net.depot.LabelException: no label\n\tat net.depot.Box.ship(Box.java:9)","2026-11-29 09:14:02,123 ERROR [main] net.depot.Main - could not ship\nnet.depot.LabelException: no label\n\tat net.depot.Box.ship(Box.java:12)\n\tat net.depot.Main.main(Main.java:3)"),
("java ecs","2026-11-29 09:14:02,123 ERROR [main] net.depot.Main - could not ship\nnet.depot.LabelException: no label\n\tat net.depot.Box.ship(Box.java:12)",'{"@timestamp":"2026-11-29T09:14:02Z","log.level":"ERROR","message":"could not ship","error.type":"net.depot.LabelException","error.message":"no label","error.stack_trace":"net.depot.LabelException: no label\\n\\tat net.depot.Box.ship(Box.java:15)"}'),
("python logged","Traceback (most recent call last):\n  File \"/srv/box.py\", line 9, in ship\n    go()\nLabelError: no label for box 3","ERROR:depot:shipping failed\nTraceback (most recent call last):\n  File \"/srv/box.py\", line 12, in ship\n    go()\n    ~~^^\nLabelError: no label for box 9"),
("python 3.13 long","Traceback (most recent call last):\n  File \"/srv/box.py\", line 9, in ship\n    go()\nLabelError: no label","Traceback (most recent call last):\n  File \"/srv/box.py\", line 12, in ship\n    go(\n    ~~^\n      1,\n      ^^\n    ...<2 lines>...\n      2,\n      ^^\n    )\n    ^\nLabelError: no label"),
("pino","Error: no label\n    at ship (/app/box.js:9:1)\n    at main (/app/main.js:3:1)",'{"level":50,"time":1790000000000,"pid":3,"hostname":"a","err":{"type":"Error","message":"no label","stack":"Error: no label\\n    at ship (/app/box.js:12:1)\\n    at main (/app/main.js:3:1)"},"msg":"shipping failed"}'),
("node aggregate","AggregateError: all failed\n    at main (/app/main.js:3:1) {\n  [errors]: [\n    Error: no label\n        at ship (/app/box.js:9:1),\n    TypeError: x is null\n        at weigh (/app/box.js:19:1)\n  ]\n}","AggregateError: all failed\n    at main (/app/main.js:4:1) {\n  [errors]: [\n    TypeError: x is null\n        at weigh (/app/box.js:20:1),\n    Error: no label\n        at ship (/app/box.js:10:1)\n  ]\n}"),
("php html","PHP Fatal error:  Uncaught LabelException: no label in /srv/box.php:9\nStack trace:\n#0 {main}\n  thrown in /srv/box.php on line 9","<br />\n<b>Fatal error</b>:  Uncaught LabelException: no label in /srv/box.php:12\nStack trace:\n#0 {main}\n  thrown in <b>/srv/box.php</b> on line <b>12</b><br />"),
("php apache","PHP Fatal error:  Allowed memory size of 1 bytes exhausted in /srv/box.php on line 9","[Sun Nov 29 09:14:02.112580 2026] [php:error] [pid 28:tid 14] [client 10.9.8.7:0] PHP Fatal error:  Allowed memory size of 1 bytes exhausted in /srv/box.php on line 12, referer: https://x.example/"),
("dotnet en/de", "System.InvalidOperationException: no label\n   at Depot.Box.Ship() in /src/Box.cs:line 9","System.InvalidOperationException: no label\n   bei Depot.Box.Ship() in C:\\src\\Box.cs:Zeile 12."),
("erlang elixir", "** (RuntimeError) no label\n    (depot 1.0.0) lib/depot/box.ex:9: Depot.Box.ship/1\n    (stdlib 5.0) gen_server.erl:1: :gen_server.handle/2","09:14:02.1 [error] Task #PID<0.9.0> started from Depot terminating\n** (RuntimeError) no label\n    (depot 1.2.0) lib/depot/box.ex:12: Depot.Box.ship/1\n    (elixir 1.15) lib/task/supervised.ex:1: Task.Supervised.invoke_mfa/2"),
("serilog", "2026-11-29 09:14:02.018 +01:00 [ERR] shipping failed\nSystem.InvalidOperationException: no label\n   at Depot.Box.Ship() in /src/Box.cs:line 9",'{"@t":"2026-11-29T09:14:02Z","@mt":"shipping failed","@l":"Error","@x":"System.InvalidOperationException: no label\\n   at Depot.Box.Ship() in /src/Box.cs:line 12"}'),
("csvlog",'2026-11-29 05:42:01.278 UTC,"a","b",79,"10.2.0.1:4",68b.1,1,"",2026-11-29 05:42:01 UTC,,0,ERROR,40P01,"deadlock detected","Process 1 waits",,,,,,,,"psql"','2026-11-29 05:42:01.278 UTC [77] a@b ERROR:  deadlock detected'),
("text/json short", "[ERROR] label printer is out of paper", '{"severity":"ERROR","message":"label printer is out of paper","httpRequest":{"status":200},"labels":{"a":"b"}}'),
("nested msg", '{"level":"error","msg":"label printer is out of paper"}','{"log":"{\\"level\\":\\"error\\",\\"msg\\":\\"label printer is out of paper\\"}\\n","stream":"stdout"}'),
("journal bytes", "label printer is out of paper", '{"MESSAGE":[108,97,98,101,108,32,112,114,105,110,116,101,114,32,105,115,32,111,117,116,32,111,102,32,112,97,112,101,114],"PRIORITY":"3","_PID":"1"}'),
("pretty ndjson", '{"level":"error","msg":"label printer is out of paper"}', '{"level":"error","msg":"label printer is out of paper"}\n{"level":"error","msg":"label printer is out of paper"}'),
]  # fmt: skip


@pytest.mark.parametrize(("change", "one", "other"), SAME)
def test_another_version_or_dress_is_the_same_problem(change: str, one: str, other: str) -> None:
    assert joined(one, other), (change, profile(one), profile(other))


TWO = """{"version": "4", "status": "firing", "alerts": [
 {"status": "%s", "labels": {"alertname": "%s", "severity": "%s"}, "annotations": {"summary": "%s"}},
 {"status": "firing", "labels": {"alertname": "DoorOpen", "severity": "warning"}, "annotations": {"summary": "A door is open"}}]}"""


def told(status: str = "firing", severity: str = "critical") -> list[str]:
    body = TWO % (status, "ColdRoomWarm", severity, "A cold room is warm")
    return [each.message for each in profiles_of(Report("r", "t", "api", body, 0.0))]


def test_every_alert_of_a_body_is_found_the_worst_speaks_first() -> None:
    assert told() == ["ColdRoomWarm\nA cold room is warm", "DoorOpen\nA door is open"]
    assert told(severity="info")[0] == "DoorOpen\nA door is open"


def test_what_is_over_speaks_last() -> None:
    assert told(status="resolved")[0] == "DoorOpen\nA door is open"


def test_the_order_of_a_body_decides_nothing() -> None:
    same = TWO % ("firing", "DoorAjar", "warning", "A door is ajar")
    head, first, second = same.split("\n")
    swapped = "\n".join((head, second.replace("]}", ",").strip(), first.rstrip(",") + "]}"))
    one, other = (profiles_of(Report("r", "t", "api", body, 0.0)) for body in (same, swapped))
    assert [each.fingerprint for each in one] == [each.fingerprint for each in other]
