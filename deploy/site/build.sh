#!/usr/bin/env bash
# `make site`: the pages as a site in build/site/html, by mkdocs-material in an environment of its own. Broken links and
# anchors are errors. Where it cannot be fetched the site is left out and this says so; CHECK_ALL=1 makes that a failure.
set -euo pipefail
cd "$(dirname "$0")/../.."
ENVIRONMENT=$(realpath -m "${SITE_TOOLS:-build/site-tools}")
SITE=$(realpath -m build/site)
"${PYTHON:-python3}" deploy/site/stage.py "$SITE"
if [ ! -e "$ENVIRONMENT/.ready" ]; then
  "${PYTHON:-python3}" -m venv "$ENVIRONMENT"
  PACKAGES="mkdocs-material==9.8.2 mkdocs==1.6.1"
  # shellcheck disable=SC2086
  if ! said=$("$ENVIRONMENT/bin/pip" install -q --disable-pip-version-check $PACKAGES 2>&1); then
    echo "left out the site: $PACKAGES cannot be installed: ${said##*$'\n'}"
    exit "${CHECK_ALL:-0}"
  fi
  touch "$ENVIRONMENT/.ready"
fi
NO_MKDOCS_2_WARNING=1 "$ENVIRONMENT/bin/mkdocs" build --quiet --strict -f "$SITE/mkdocs.yml"
echo "The site is in $SITE/html"
