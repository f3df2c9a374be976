"""Events of security tools and of Nagios' log on one line: what is wrong, where, how bad, and whether it is over."""

from tools.nouns.severity import Severity
from tools.text.identity.labels import identity_fields
from tools.text.reading.reader import read
from tools.text.reading.severities import severity_of


def test_a_security_event_has_its_name_its_message_and_its_host() -> None:
    line = (
        "Nov 12 04:10:31 siem CEF:0|Quay|Gate|2.1|77|Log-in refused|9|dvchost=gate-3 msg=Unknown seal for pier 4 rt=1"
    )
    [part] = read(line).parts
    assert part.text == "Log-in refused\nUnknown seal for pier 4"
    assert identity_fields(part.fields) == {"host": "gate-3"}
    assert severity_of(part) == (Severity.CRITICAL, "field")


def test_a_second_dialect_of_such_events() -> None:
    [part] = read("LEEF:1.0|Harbour|Gate|2.1|SealBroken|devname=gate-3\tsev=7\tmsg=Seal 4 is broken").parts
    assert part.text == "SealBroken\nSeal 4 is broken"
    assert part.severity == "high"


def test_a_check_in_a_monitors_log() -> None:
    [part] = read("[1794370231] SERVICE ALERT: quay-3;Tide gauge;CRITICAL;SOFT;2;TIDE CRITICAL: 4.2 m").parts
    assert part.text == "TIDE CRITICAL: 4.2 m"
    assert identity_fields(part.fields) == {"host": "quay-3", "service": "Tide gauge"}
    assert not part.recovered


def test_a_check_that_is_well_again_is_over() -> None:
    [part] = read("[1794370231] HOST ALERT: quay-3;UP;HARD;1;PING OK - 0.4 ms").parts
    assert part.recovered


def test_a_line_that_only_begins_so_is_prose() -> None:
    assert read("CEF: is not what this says").parts[0].text == "CEF: is not what this says"
