#!/bin/sh
# promtool 2.42.0 (Debian 12): `promtool test rules` says SUCCESS when there is nothing to test. A test that an alert
# does NOT fire (`exp_alerts: []`) passes for a name that no rule has, so a renamed or misspelt alert is tested for ever
# and never; and when the file of rules does not exist at all, every such test passes, with a warning on stderr and exit
# status 0, also without any * in its name. Half of the tests of an alert are of that kind: quiet below the threshold,
# quiet before its `for`, quiet when it is over.
#
# Seen (exit status for a test that an alert is quiet, while the rule's condition holds for thirty minutes):
#   the alert's own name             1, as it should
#   a name with two letters swapped  0
#   the file of rules is not there   0
#
# Here: the names in deploy/prometheus/rules_test.yaml are held against those in rules.yaml
# (tests/unit/api/telemetry/test_telemetry_names.py: test_every_alert_has_its_runbook_and_its_tests).
#
# Needs apt-get and dpkg on amd64. Everything is made in a folder that is removed at the end. Fails when a newer package
# behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -q download prometheus=2.42.0+ds-5+deb12u1 >/dev/null 2>&1 \
  || { echo "Debian 12's package is not to be had here"; exit 77; }
dpkg-deb --fsys-tarfile prometheus_*.deb | tar -x ./usr/bin/promtool
cat > rules.yml <<'YAML'
groups:
- name: queue
  rules:
  - {alert: QueueStuck, expr: queue_depth > 10, for: 5m}
YAML
failed=0
# quiet WHAT FILE ALERT EXPECTED: the exit status of a test that ALERT of FILE is quiet.
quiet() {
  cat > test.yml <<YAML
rule_files: [$2]
tests:
- interval: 1m
  input_series:
  - {series: queue_depth, values: '20x30'}
  alert_rule_test:
  - {eval_time: 10m, alertname: $3, exp_alerts: []}
YAML
  status=0
  ./usr/bin/promtool test rules test.yml >/dev/null 2>&1 || status=$?
  echo "$1: $status (expected $4)"
  [ "$status" = "$4" ] || failed=1
}
quiet "the alert's own name" rules.yml QueueStuck 1
quiet "two letters swapped" rules.yml QueueStukc 0
quiet "no file of rules" missing.yml QueueStuck 0
exit "$failed"
