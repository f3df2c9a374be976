#!/usr/bin/env bash
# A client generated from openapi.json: without a warning, typed, and it works against the server.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/clients/environment.sh

own_environment openapi-python-client==0.29.1 mypy==2.4.1 ruff==0.17.6
serve
cd "$work"
PATH="$work/env/bin:$PATH" openapi-python-client generate --url "$url/openapi.json" --output-path responder --meta none | tee generated.txt
if grep -i warning generated.txt; then
  echo "the client was generated with warnings"
  exit 1
fi
# The generator's own client.py passes __exit__ arguments on as objects, which --strict refuses; the rest is ours to answer for.
if env/bin/mypy --strict responder | grep ': error:' | grep -v '^responder/client.py:.*__a\?exit__'; then
  echo "the client does not pass mypy --strict"
  exit 1
fi
cp "$OLDPWD/tests/clients/generated_session.py" .
env/bin/python generated_session.py "$url" "$password"
