#!/usr/bin/env bash
# `make image`: builds the image without a container engine (buildah, chroot isolation) and tries it.
# Says why when it must skip. IMAGE_WORK: where it works (default build/image); IMAGE_KEEP=1 keeps that.
set -euo pipefail
cd "$(dirname "$0")/../.."

skip() { echo "image: skipped, because $1"; exit 0; }
command -v buildah >/dev/null || skip "buildah is not installed (apt-get install buildah)"
[ "$(id -u)" = 0 ] || skip "buildah's chroot isolation needs root here"

WORK=$(realpath -m "${IMAGE_WORK:-build/image}")
mkdir -p "$WORK/wheels"
export STORAGE_DRIVER=vfs
B=(buildah --root "$WORK/storage" --runroot "$WORK/run")
BASE=docker.io/library/python:3.11-slim
PYTHON=${PYTHON:-.venv/bin/python}
TAG=localhost/incident-responder:try

if ! "${B[@]}" inspect --type image "$BASE" >/dev/null 2>&1 && ! timeout 60 "${B[@]}" pull -q "$BASE" >/dev/null 2>&1; then
  command -v mmdebstrap >/dev/null || skip "no registry answers, and mmdebstrap is not installed (apt-get install mmdebstrap)"
  echo "image: no registry answers; a Debian of the same release stands in for $BASE"
  mkdir -p "$WORK/base"
  mmdebstrap -q --variant=minbase --include=python3.11,python3.11-venv,ca-certificates bookworm "$WORK/base/rootfs.tar" \
    || skip "no Debian mirror answers"
  printf 'FROM scratch\nADD rootfs.tar /\nRUN ln -sf python3.11 /usr/bin/python3 && ln -sf python3.11 /usr/bin/python\nENV PATH=/usr/local/bin:/usr/bin:/usr/sbin:/bin:/sbin\n' \
    > "$WORK/base/Dockerfile"
  "${B[@]}" bud -q --isolation chroot --format docker -t "$BASE" "$WORK/base" >/dev/null
fi

echo "image: fetching the locked wheels"
"$PYTHON" -m pip download -q --disable-pip-version-check --no-deps --require-hashes -r requirements.lock -d "$WORK/wheels" 2> "$WORK/pip.log" \
  || skip "the locked packages cannot be fetched"

SECONDS=0
# Without layers: each would be a whole copy in a store that knows no overlays.
"${B[@]}" bud --isolation chroot --format docker --pull-never --layers=false \
  --build-arg PIP_SOURCE="--no-index --find-links /wheels" --build-arg REVISION="$(git rev-parse HEAD)" \
  -v "$WORK/wheels:/wheels:ro" -f deploy/docker/Dockerfile -t "$TAG" . > "$WORK/build.log" 2>&1 \
  || { tail -30 "$WORK/build.log"; exit 1; }
echo "image: built in ${SECONDS} s; $(grep 'MB of packages' "$WORK/build.log")"

"$PYTHON" deploy/docker/try_image.py "$WORK" "$TAG" "$BASE"
if [ "${IMAGE_KEEP:-}" != 1 ]; then
  # A container that was just stopped may still hold its layers.
  "${B[@]}" umount --all >/dev/null 2>&1 || true
  awk -v work="$WORK/" 'index($2, work) == 1 {print $2}' /proc/mounts | sort -r | xargs -r umount -l
  rm -rf "$WORK"
fi
