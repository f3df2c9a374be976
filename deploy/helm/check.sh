#!/usr/bin/env bash
# The chart: linted, rendered for both stores, held against Kubernetes' schemas, and what must not install does not.
#   check.sh HELM KUBERNETES_VALIDATE
set -uo pipefail
cd "$(dirname "$0")"
HELM=$1 VALIDATE=$2 CHART=incident-responder failed=0
FOLDER=$(mktemp -d); trap 'rm -rf "$FOLDER"' EXIT
GIVEN=(--set image.repository=r.example.com/incident-responder --set image.digest=sha256:"$(printf 'a%.0s' {1..64})" --set existingSecret=responder)
SHARED=(--set bucket.name=tickets --set replicas=3 --set autoscaling.enabled=true
  --set queue.url=https://sqs.eu-west-1.amazonaws.com/123456789012/reports --set ingress.enabled=true
  --set ingress.host=incidents.example.com --set ingress.tlsSecret=tls)

say() { echo "$1  helm: $2"; }
bad() { say FAILED "$1"; failed=1; }

"$HELM" lint --strict "$CHART" "${GIVEN[@]}" >"$FOLDER/lint" 2>&1 && say "ok    " lint || { bad lint; cat "$FOLDER/lint"; }
"$HELM" template r "$CHART" "${GIVEN[@]}" >"$FOLDER/embedded.yaml" || bad "rendering for the embedded store"
"$HELM" template r "$CHART" "${GIVEN[@]}" "${SHARED[@]}" >"$FOLDER/shared.yaml" || bad "rendering for a bucket"
for store in embedded shared; do
  # A kind that Kubernetes has removed is only a warning to it, which is as bad.
  if "$VALIDATE" --strict "$FOLDER/$store.yaml" >"$FOLDER/told" 2>&1 && ! grep -q WARN "$FOLDER/told"; then
    say "ok    " "schemas, $store"
  else bad "schemas, $store"; cat "$FOLDER/told"; fi
done
"$HELM" template r "$CHART" "${GIVEN[@]}" "${SHARED[@]}" --set serviceMonitor.enabled=true | grep -q 'kind: ServiceMonitor' \
  || bad "the ServiceMonitor"

refused() { # what it is about, words of the refusal, values…
  local about=$1 words=$2 told; shift 2
  if told=$("$HELM" template r "$CHART" "${GIVEN[@]}" "$@" 2>&1 >/dev/null); then bad "$about is rendered"
  elif grep -q "$words" <<<"$told"; then say "ok    " "$about is refused"
  else bad "$about is refused for another reason: $told"; fi
}
refused "a second replica without a bucket" "without bucket.name" --set replicas=2
refused "autoscaling without a bucket" "without bucket.name" --set autoscaling.enabled=true
refused "a queue without a bucket" "without bucket.name" --set queue.url=https://sqs.eu-west-1.amazonaws.com/1/r
refused "no secret" "existingSecret is empty" --set existingSecret=
refused "no image" "image.repository is empty" --set image.repository=
refused "a word for a number" "want integer" --set replicas=two
refused "a misspelt value" "replica" --set replica=2
exit "$failed"
