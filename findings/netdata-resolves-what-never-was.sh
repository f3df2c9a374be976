#!/bin/sh
# Netdata 1.37.1 (Debian 12), notifications for PagerDuty's Events API v2: every event of an alarm has a `dedup_key` of its
# own, the number of the entry in the alarm log, though the script is given the alarm's lasting id beside it (and writes it
# into the details). A warning that becomes critical opens a second incident, and the "resolve" of an alarm that is clear
# names an incident that never existed, so that none of them is ever closed.
#
# Seen (one alarm: warning, critical, clear):
#   trigger dedup_key 1700000101 alarm_id 42
#   trigger dedup_key 1700000102 alarm_id 42
#   resolve dedup_key 1700000103 alarm_id 42
# (the daemon numbers so: its /api/v1/alarm_log has another unique_id and the same alarm_id at each change of an alarm)
#
# Here: the alarm's host, chart and name are the key (tools/inbound/netdata.py; samples/pagerduty/netdata_event*.json).
#
# Needs apt-get, bash and python3 on Debian 12; nothing is installed, the package is unpacked in a folder that is removed at
# the end, and what stands for curl sends nothing. Fails when another release behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -qq download netdata-plugins-bash=1.37.1-2 2>/dev/null
dpkg -x netdata-plugins-bash_*.deb .
mkdir bin config
cat > bin/curl <<'SH'
#!/bin/sh
# Keeps the body it is given, and says that it was accepted.
while [ $# -gt 0 ]; do
  case $1 in -d | --data | --data-urlencode | --data-binary) printf '%s\n\0' "$2" >> "$SENT" ;; esac
  shift
done
printf 202
SH
chmod 755 bin/curl
cat > config/health_alarm_notify.conf <<'CONF'
SEND_EMAIL="NO"
SEND_PD="YES"
USE_PD_VERSION=2
DEFAULT_RECIPIENT_PD="0123456789abcdef0123456789abcdef"
CONF
tell() { # unique_id event_id status old_status value
  PATH=$folder/bin:$PATH SENT=$folder/sent NETDATA_USER_CONFIG_DIR=$folder/config NETDATA_STOCK_CONFIG_DIR=$folder/config \
    NETDATA_CACHE_DIR=$folder bash usr/lib/netdata/plugins.d/alarm-notify.sh sysadmin db-1 "$1" 42 "$2" 1700000000 \
    disk_space_usage disk_space._var /var "$3" "$4" "$5" 80 "10@disks.conf" 60 120 % "disk space" "$5%" "80%" x x 1 1 "" "" \
    Utilization "" "" 2>>log || { cat log; exit 1; }
}
tell 1700000101 1 WARNING CLEAR 91
tell 1700000102 2 CRITICAL WARNING 98
tell 1700000103 3 CLEAR CRITICAL 40
python3 - <<'PYTHON'
import json

text = open("sent", encoding="utf-8").read()
bodies = [json.loads(body) for body in text.split("\0") if '"event_action"' in body]
seen = [(body["event_action"], body["dedup_key"], body["payload"]["custom_details"]["alarm_id"]) for body in bodies]
for verb, key, alarm in seen:
    print(f"{verb} dedup_key {key} alarm_id {alarm}")
expected = [("trigger", "1700000101", "42"), ("trigger", "1700000102", "42"), ("resolve", "1700000103", "42")]
assert seen == expected, "the behaviour has changed"
PYTHON
