#!/usr/bin/env bash
# `make lambda-try`: the function on AWS's own Runtime Interface Emulator (out of the aws-sam-cli package), on a double
# of S3: cold start, 1,000 warm invocations, and a time limit in the middle of a run. Says why when it must skip.
set -euo pipefail
cd "$(dirname "$0")/../.."
TOOLS=$(realpath -m "${CHECK_TOOLS:-build/deploy-tools}")
PYTHON=${PYTHON:-.venv/bin/python}
mkdir -p "$TOOLS" # find fails without it, and this script with find
RIE=${RIE:-$(find "$TOOLS" -name 'aws-lambda-rie-x86_64' 2>/dev/null | head -1)}
if [ -z "$RIE" ]; then
  mkdir -p "$TOOLS/rie"
  "$PYTHON" -m pip download -q --disable-pip-version-check --no-deps -d "$TOOLS/rie" aws-sam-cli==1.170.0 2>/dev/null \
    || { echo "lambda-try: skipped, because aws-sam-cli, which holds the emulator, cannot be fetched"; exit 0; }
  "$PYTHON" -m zipfile -e "$TOOLS"/rie/aws_sam_cli-*.whl "$TOOLS/rie"
  RIE=$(find "$TOOLS/rie" -name 'aws-lambda-rie-x86_64' | head -1)
fi
[ "$(uname -m)" = x86_64 ] || { echo "lambda-try: skipped, because the emulator is for x86_64"; exit 0; }
chmod +x "$RIE"
PYTHONPATH=. exec "$PYTHON" deploy/lambda/try_function.py "$RIE"
