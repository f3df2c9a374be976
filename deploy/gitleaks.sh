#!/usr/bin/env bash
# gitleaks.sh PROGRAM: what gitleaks finds in every file that git knows, but for what deploy/gitleaks.toml allows.
set -euo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")/.."
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
git ls-files -z | xargs -0 cp --parents -t "$tree"
"$program" dir "$tree" --config deploy/gitleaks.toml --no-banner --redact --verbose
