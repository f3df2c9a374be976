#!/usr/bin/env bash
# `make secrets`: detect-secrets, in an environment of its own, over every file that git knows. What it finds must stand in
# deploy/known-secrets.json, the places known so far, listed by name: invented examples, digests and names. UPDATE=1 writes it anew.
# Left out are folders of invented bodies, which are full of digests and keys that are none.
set -euo pipefail
cd "$(dirname "$0")/.."
TOOLS=$(realpath -m "${CHECK_TOOLS:-build/deploy-tools}")
PYTHON=${PYTHON:-python3}
KNOWN=deploy/known-secrets.json
LEFT_OUT='(^|/)(requirements(-dev)?\.lock|known-secrets\.json|gitleaks\.toml)$|^(tests|evals|tools/inbound/samples|docs/integrations)/|\.(png|svg|woff2)$|/static/vendor/'
mkdir -p "$TOOLS"

if [ ! -x "$TOOLS/secrets/.ready" ]; then
  "$PYTHON" -m venv "$TOOLS/secrets"
  "$TOOLS/secrets/bin/pip" install -q --disable-pip-version-check detect-secrets==1.5.0
  install -m 755 /dev/null "$TOOLS/secrets/.ready"
fi
if [ -n "${UPDATE:-}" ]; then
  "$TOOLS/secrets/bin/detect-secrets" scan --no-verify --exclude-files "$LEFT_OUT" >"$KNOWN"
  exit
fi
git ls-files -z | grep -zvE "$LEFT_OUT" | xargs -0 "$TOOLS/secrets/bin/detect-secrets-hook" --no-verify --baseline "$KNOWN"
echo "No secret is in the tree but for what deploy/known-secrets.json names."
