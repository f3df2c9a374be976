#!/usr/bin/env bash
# The queue's contract, and an alarm by way of a topic into the queue, on ministack: a stricter SQS than moto's, whose alarms
# tell their topic by themselves. In an environment of its own, for it pins another botocore.
set -euo pipefail
cd "$(dirname "$0")/../.."
TOOLS=$(realpath -m "${CHECK_TOOLS:-build/deploy-tools}")
PYTHON=${PYTHON:-.venv/bin/python}
mkdir -p "$TOOLS"
if [ ! -x "$TOOLS/ministack/.ready" ]; then
  python3 -m venv "$TOOLS/ministack"
  "$TOOLS/ministack/bin/pip" install -q --disable-pip-version-check ministack==1.5.33 2>/dev/null \
    || { echo "ministack: skipped, because it cannot be installed"; exit 0; }
  install -m 755 /dev/null "$TOOLS/ministack/.ready"
fi
PORT=$("$PYTHON" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
BIND_HOST=127.0.0.1 GATEWAY_PORT=$PORT "$TOOLS/ministack/bin/ministack" >"$TOOLS/ministack.log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
for _ in $(seq 100); do
  "$PYTHON" -c "import socket; socket.create_connection(('127.0.0.1', $PORT), 1)" 2>/dev/null && break
  kill -0 "$server" 2>/dev/null || { echo "ministack ended:"; tail -5 "$TOOLS/ministack.log"; exit 1; }
  sleep 0.2
done
SQS_DOUBLE=http://127.0.0.1:$PORT TOPIC_DOUBLE=http://127.0.0.1:$PORT \
  "$PYTHON" -m pytest -q tests/contract/test_queue_sqs.py tests/integration/cloud/test_topics.py
