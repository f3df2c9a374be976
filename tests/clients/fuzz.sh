#!/usr/bin/env bash
# Schemathesis asks the server what openapi.json promises, in all phases, and answers with what does not hold.
# EXAMPLES sets how many requests an operation gets at most in each phase (60: about ten thousand in all).
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/clients/environment.sh

own_environment schemathesis==4.32.5
serve
# A key, because a user's token ends with the first POST /logout of the run, after which all answers would be 401.
key=$(DATA_DIR="$work/data" .venv/bin/incident-responder key add fuzz --scope report --scope read --scope respond --scope admin | grep -oE 'iir_[A-Za-z0-9_]+')
cd "$work"
env/bin/st run "$url/openapi.json" --header "Authorization: Bearer $key" --max-examples "${EXAMPLES:-60}" --seed "${SEED:-1}" \
  --exclude-path-regex '^/(login|metrics|me)' --phases examples,coverage,fuzzing,stateful --max-failures 50 --no-color "$@"
