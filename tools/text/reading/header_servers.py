"""Headers of servers and devices with their level after names or marks of their own."""

from tools import deferred_re as re
from tools.nouns.severity import LEVELS
from tools.text.reading.header_fields import Headed

# ClickHouse's: `2026.05.11 03:14:07.118231 [ 8812 ] {query-id} <Error> executeQuery: `.
CLICKHOUSE = re.compile(
    r"\d{4}\.\d\d\.\d\d [\d:.]{8,15} \[ \d{1,9} \] \{[\w-]{0,80}\} <(?P<level>[A-Z][a-z]{3,11})> "
    r"(?P<name>[\w ().:-]{1,80}?): "
)
# ONTAP's: `Mon May 11 03:14:07 +0000 [filer-a: monitor: monitor.shelf.fault:EMERGENCY]: `.
ONTAP = re.compile(
    r"[A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d{1,2} [\d:]{8} (?:[+-]\d{4}|[A-Z]{3,4}) "
    r"\[[\w.-]{1,60}: [\w.-]{1,60}: (?P<name>[\w.]{3,80}):(?P<level>[A-Za-z]{4,13})\]: "
)
# Ceph's: `cluster [ERR] `.
CEPH = re.compile(r"(?P<name>cluster) \[(?P<level>DBG|INF|WRN|ERR)\] ")
# `%LINK-3-UPDOWN: `, as network devices begin their messages, and the time that stands somewhere in front of it.
_MNEMONIC = re.compile(r"%[A-Z][A-Z0-9_]{1,30}(?:-[A-Z0-9_]{1,30}){0,3}-[0-7]-[A-Z0-9_]{2,60}: ")
_HOST = re.compile(
    r"(?!(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)$)[a-z][\w.-]{2,80}"
)
_CLOCK = re.compile(r"\d{2}:\d{2}:\d{2}")
# ESXi's kernel: ` cpu3:2097644)WARNING: NMP: nmp_Path:640: ` and ` cpu3:2097644)StorageApdHandlerEv: 126: `.
ESXI = re.compile(
    r"\s?(?:\w{1,9}\(\d{1,5}\) )?(?:vmkernel: )?cpu\d{1,4}:\d{1,12}(?: opID=\w{1,20})?\)"
    r"(?:(?P<level>WARNING|ALERT|ERROR|INFO): )?"
    r"(?:(?P<name>[A-Z]\w{1,40}): )?(?:\w{1,60}:)?(?:\d{1,6}: )?"
)
# A daemon's of Ceph: `7f3b2d1c0700  0 log_channel(cluster) log [WRN] : `, behind its time.
CEPH_DAEMON = re.compile(
    r"\s?[0-9a-f]{6,16} {1,2}-?\d{1,2} log_channel\((?P<name>\w{1,20})\) log \[(?P<level>[A-Z]{3})\] : "
)
# A cluster's own log: ` mon.a (mon.0) 41208 : cluster [WRN] `, behind its time.
CEPH_MONITOR = re.compile(
    r"\s?[\w.-]{1,60} \(\w{1,20}\.[\w.-]{1,60}\) \d{1,12} : (?P<name>cluster) \[(?P<level>[A-Z]{3})\] "
)
# Laravel's and Symfony's: `[2026-05-11 03:14:07] production.ERROR: `.
MONOLOG = re.compile(r"\[\d{4}-\d{2}-\d{2}[T ][\d:.+Z-]{8,24}\] (?P<name>[a-z]\w{0,30})\.(?P<level>[A-Z]{4,9}): ")
# BIND's: `11-May-2026 03:14:07.118 xfer-in: error: `.
BIND = re.compile(r"\d{2}-[A-Z][a-z]{2}-\d{4} [\d:.]{8,15} (?P<name>[a-z-]{3,20}): (?P<level>[a-z]{4,8}): ")
# SQL Server's: `2026-05-11 03:14:07.11 spid61      `, which has no level.
_SQL_SERVER = re.compile(r"\d{4}-\d{2}-\d{2} [\d:.]{11} (?:spid\d{1,5}s?|Logon|Server|Backup) {2,12}")


def leveled(found: re.Match[str] | None) -> Headed | None:
    """Name and level of such a header; None if the line has another one, or an unknown level."""
    level = LEVELS.get(found["level"].lower()) if found else None
    return Headed(found.string[found.end() :], found["name"], level) if found and level else None


def after_mnemonic(line: str, at: int) -> Headed | None:
    """The message of a network device from its mnemonic on; None where no such header stands in front."""
    if not (_MNEMONIC.match(line, at) and _CLOCK.search(line, 0, at)):
        return None
    words = (word.strip("*.:<>()").lower() for word in line[:at].split() if not word.isupper() and word[0] != "*")
    hosts = [word.partition(".")[0] for word in words if _HOST.fullmatch(word)]
    return Headed(line[at:], host=hosts[0] if hosts else "")


def sql_server(line: str) -> Headed | None:
    """The message of a line of SQL Server's error log; None for other lines that begin with a date."""
    found = _SQL_SERVER.match(line) if line[22:23] == " " else None
    return Headed(line[found.end() :]) if found else None
