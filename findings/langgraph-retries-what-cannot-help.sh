#!/bin/sh
# langgraph 1.2.22 (Python 3.11): `RetryPolicy()` without `retry_on` tries what can never succeed and gives up at once
# on what waiting would mend. It knows the errors of requests and httpx by class: of httpx only 5xx is tried again, so a
# 429 is not, and of requests every HTTPError, so a 404 is. Every other exception that is no kind of OSError,
# ValueError, TypeError and the like is tried again: 401 and 400 of the OpenAI client, a unique constraint of a
# database, a refused conditional write on S3. Kinds of OSError other than ConnectionError are not, and those are a
# time-out and the lost connection and the time-out of requests.
#
# Seen (how often a node ran that raises this; the policy allows three):
#   3   requests 404, openai 400 and 401, sqlite3.IntegrityError, S3 PreconditionFailed, httpx 503, ConnectionError
#   1   httpx 429, TimeoutError, requests.ConnectionError, requests.Timeout
#
# Here: no node has a RetryPolicy; calls outside go through tools/resilience/guard.py, whose callers say what is a fault
# (tests/unit/tools/resilience/test_guard.py: test_errors_that_are_no_faults_pass_at_once).
#
# Needs python3 with venv and pip. Everything is made in a folder that is removed at the end. Fails when a newer release
# behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check langgraph==1.2.22 langchain-core==1.7.2 httpx==0.28.1 \
  httpx2==2.16.2 requests==2.34.2 openai==3.54.0 botocore==1.44.5
cat > "$folder/seen.py" <<'PYTHON'
import sqlite3
import sys
from typing import TypedDict

import botocore.exceptions
import httpx
import httpx2
import openai
import requests
from langgraph.graph import START, StateGraph
from langgraph.types import RetryPolicy


class State(TypedDict):
    log: str


def of_requests(status):
    response = requests.Response()
    response.status_code = status
    return requests.HTTPError(response=response)


def of_httpx(status):
    request = httpx.Request("GET", "http://x")
    return httpx.HTTPStatusError("x", request=request, response=httpx.Response(status, request=request))


def of_openai(kind, status):
    return kind("x", response=httpx2.Response(status, request=httpx2.Request("GET", "http://x")), body=None)


def of_s3():
    answer = {"Error": {"Code": "PreconditionFailed"}, "ResponseMetadata": {"HTTPStatusCode": 412}}
    return botocore.exceptions.ClientError(answer, "PutObject")


def runs(error):
    count = 0

    def node(state):
        nonlocal count
        count += 1
        raise error

    graph = StateGraph(State)
    graph.add_node("node", node, retry_policy=RetryPolicy(initial_interval=0, jitter=False))
    graph.add_edge(START, "node")
    try:
        graph.compile().invoke({"log": "x"})
    except type(error):
        return count


cases = {
    "requests 404": (of_requests(404), 3),
    "openai 400": (of_openai(openai.BadRequestError, 400), 3),
    "openai 401": (of_openai(openai.AuthenticationError, 401), 3),
    "sqlite3.IntegrityError": (sqlite3.IntegrityError("UNIQUE"), 3),
    "S3 PreconditionFailed": (of_s3(), 3),
    "httpx 503": (of_httpx(503), 3),
    "ConnectionError": (ConnectionError(), 3),
    "httpx 429": (of_httpx(429), 1),
    "TimeoutError": (TimeoutError(), 1),
    "requests.ConnectionError": (requests.ConnectionError(), 1),
    "requests.Timeout": (requests.Timeout(), 1),
}
failed = False
for name, (error, expected) in cases.items():
    got = runs(error)
    failed = failed or got != expected
    print(f"{name}: {got} (expected {expected})")
sys.exit(failed)
PYTHON
"$folder/venv/bin/python" "$folder/seen.py"
