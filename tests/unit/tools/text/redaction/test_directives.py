"""Directives of configuration files that take a password and nothing else: it goes, whatever it looks like."""

import pytest

from tests.support.marked import expected, unmarked
from tools.text.redaction.redact import redact

GIVEN = (
    'edit "hq" set psksecret «walnutharbour» next',
    "set passwd ENC «walnut4harbour»",
    'a02 LOGIN "ledger" "«walnut harbour»"',
    "chiave segreta=«Walnut_2Harbour_8»",
    "requirepass «walnutharbour»",
    "bind 0.0.0.0\nmasterauth «walnutharbour»\nport 6379",
    "CONFIG SET requirepass «walnutharbour»",
    "bad directive at line 12: requirepass «walnutharbour»",
    "    bindpw «walnutharbour»",
    "smtp_password «walnutharbour»",
    "dbpasswd «walnutharbour»",
    "cachemgr_passwd «walnutharbour» all",
    "rocommunity «walnutharbour»",
    "machine ftp.example.org login deploy password «walnutharbour»",
    "enable secret «walnutharbour»",
    "username bob privilege 15 password 0 «walnutharbour»",
    "snmp-server community «walnutharbour» RO",
    "tacacs-server key «walnutharbour»",
    "ENV PGPASSWORD «walnutharbour»",
    "S: 334 UGFzc3dvcmQ6\nC: «d2FsbnV0aGFyYm91cg==»",
)
KEPT = (
    "requirepass",
    "requirepass is not set",
    "requirepass missing",
    "requirepass and masterauth differ on the replica",
    "use requirepass instead",
    "smtp_password loaded",
    "db_password rotated",
    "reset_password succeeded",
    "root password expired",
    "enable secret rotation",
    "enable password authentication",
    "snmp-server community string",
)


@pytest.mark.parametrize("line", GIVEN)
def test_the_argument_of_a_password_directive_goes(line: str) -> None:
    assert expected(line).fullmatch(redact(unmarked(line)))


@pytest.mark.parametrize("line", KEPT)
def test_what_a_log_says_about_a_directive_stays(line: str) -> None:
    assert redact(line) == line
