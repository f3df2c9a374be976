#!/usr/bin/env bash
# Schemathesis asks the server what openapi.json promises, in all phases, and answers with what does not hold.
# EXAMPLES sets how many requests an operation gets at most in each phase (60: about ten thousand in all).
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/clients/environment.sh

own_environment schemathesis==4.32.5
serve
token=$(python3 - "$url" "$password" <<'PYTHON'
import json, sys, urllib.request
body = json.dumps({"username": "admin", "password": sys.argv[2]}).encode()
request = urllib.request.Request(sys.argv[1] + "/login", body, {"Content-Type": "application/json"})
print(json.load(urllib.request.urlopen(request))["access_token"])
PYTHON
)
cd "$work"
env/bin/st run "$url/openapi.json" --header "Authorization: Bearer $token" --max-examples "${EXAMPLES:-60}" --seed "${SEED:-1}" \
  --exclude-path-regex '^/(login|metrics|me)' --phases examples,coverage,fuzzing,stateful --max-failures 50 --no-color "$@"
