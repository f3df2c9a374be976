#!/usr/bin/env bash
# `make sbom`: what an installation consists of, as CycloneDX in build/sbom.json, and its licences in build/licences.md.
# The program that writes it has an environment of its own below build/: it must not list itself.
set -euo pipefail
cd "$(dirname "$0")/.."
TOOLS=$(realpath -m "${CHECK_TOOLS:-build/deploy-tools}")
PYTHON=${PYTHON:-python3}
mkdir -p "$TOOLS" build

if [ ! -x "$TOOLS/sbom/.ready" ]; then
  "$PYTHON" -m venv "$TOOLS/sbom"
  "$TOOLS/sbom/bin/pip" install -q --disable-pip-version-check cyclonedx-bom==7.5.0
  install -m 755 /dev/null "$TOOLS/sbom/.ready"
fi
"$TOOLS/sbom/bin/cyclonedx-py" environment .venv/bin/python --pyproject pyproject.toml \
  --gather-license-texts --output-reproducible --output-format JSON --output-file build/sbom-all.json
"$PYTHON" deploy/sbom.py build/sbom-all.json requirements.lock build/sbom.json build/licences.md
rm build/sbom-all.json
