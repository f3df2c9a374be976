#!/bin/sh
# awslambdaric 4.2.2, the runtime client of Lambda's Python images (Python 3.11): of `raise ValueError("no route") from
# cause` neither the log nor the error report holds the cause, its class, its text or its frames. In the log, in the
# default text format, the traceback is one line: carriage returns instead of line feeds between its lines and no-break
# spaces as their indent, and the class and text stand before "Traceback" instead of behind the frames. A reader that
# splits at "\n" or looks for `  File "` finds no traceback at all.
#
# Seen (the line for a handler that fails so):
#   [ERROR] ValueError: no route\rTraceback (most recent call last):\r\xa0\xa0File "…/fn.py", line 5, in main\r\xa0\xa0…
#   "KeyError" or "owner" in the log: no, in the report to the Runtime API: no
#
# Here: such a line is read as the traceback it is (tests/unit/tools/text/reading/test_reader_loggers.py).
#
# Needs python3 with venv and pip. The Runtime API is a few lines on loopback; everything is made in a folder that is
# removed at the end. Fails when a newer release behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check awslambdaric==4.2.2
cat > fn.py <<'PYTHON'
def main(event, context):
    try:
        {}["owner"]
    except KeyError as error:
        raise ValueError("no route") from error
PYTHON
cat > seen.py <<'PYTHON'
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

reports, done = [], threading.Event()
EVENT = (
    b"HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: r1\r\nLambda-Runtime-Deadline-Ms: 99999999999999\r\n"
    b"Lambda-Runtime-Invoked-Function-Arn: arn\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
)


class RuntimeApi(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if reports:
            done.set()
            threading.Event().wait(10)
        else:
            self.wfile.write(EVENT)

    def do_POST(self):
        reports.append(self.rfile.read(int(self.headers["Content-Length"])).decode() + str(self.headers))
        self.wfile.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), RuntimeApi)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
names = ("FUNCTION_NAME", "FUNCTION_VERSION", "LOG_GROUP_NAME", "LOG_STREAM_NAME")
environment = os.environ | {f"AWS_LAMBDA_{name}": "x" for name in names}
environment |= {"AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{server.server_port}", "LAMBDA_TASK_ROOT": os.getcwd()}
environment |= {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128", "AWS_REGION": "eu-central-1", "_HANDLER": "fn.main"}
environment.pop("AWS_LAMBDA_LOG_FORMAT", None)
process = subprocess.Popen(
    [sys.executable, "-m", "awslambdaric", "fn.main"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
)
done.wait(30)
process.kill()
log = process.communicate()[0].decode()
print(repr(log))
seen = {
    "lines of the log": log.count("\n"),
    "carriage returns": log.count("\r") > 2,
    "indented by no-break spaces": '\r\xa0\xa0File "' in log,
    "class before Traceback": log.startswith("[ERROR] ValueError: no route\rTraceback (most recent call last):"),
    "cause in the log": "KeyError" in log,
    "cause in the report": "KeyError" in reports[0],
}
expected = dict.fromkeys(seen, True) | {"lines of the log": 1, "cause in the log": False, "cause in the report": False}
for name, value in seen.items():
    print(f"{name}: {value} (expected {expected[name]})")
sys.exit(seen != expected)
PYTHON
venv/bin/python seen.py
