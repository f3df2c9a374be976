#!/usr/bin/env bash
# Schemathesis asks the server what openapi.json promises, in all phases, and answers with what does not hold.
# EXAMPLES sets how many requests an operation gets at most in each phase (175: about ten thousand in all), PHASES
# which phases. fuzz_hooks.py signs in as an owner, so that every operation is reached. No examples are kept: with a database
# Hypothesis 6.170.17 also shrinks what it calls its Pareto front, passes or not, and there an IndexError of its own
# ends the operation ("Index 197 out of range", in try_lower_node_as_alternative).
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/clients/environment.sh

own_environment schemathesis==4.32.5
serve
cp tests/clients/fuzz_hooks.py "$work"
cd "$work"
export FUZZ_URL=$url FUZZ_PASSWORD=$password SCHEMATHESIS_HOOKS=fuzz_hooks PYTHONPATH=$work
# /events is a stream without an end, /metrics is no JSON, and /login is what the hooks themselves go through.
env/bin/st run "$url/openapi.json" --max-examples "${EXAMPLES:-60}" --seed "${SEED:-1}" --continue-on-failure \
  --exclude-path-regex '^/(login|metrics|events)' --phases "${PHASES:-examples,coverage,fuzzing,stateful}" \
  --generation-database none --request-timeout 60 --max-failures 50 --suppress-health-check all --no-color "$@"
