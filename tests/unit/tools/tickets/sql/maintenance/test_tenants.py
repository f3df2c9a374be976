"""Nothing of a tenant is overlooked when it is erased: every table is known."""

import re

from tools.tickets.embedded.schema import scripts
from tools.tickets.sql.maintenance.tenants import ROWS_OF_A_TENANT

OF_ALL = {"meta", "sequence", "audit", "figures_made"}
REMOVED_BY_THEMSELVES = {"users", "records"}


def test_every_table_is_erased_or_of_all_tenants() -> None:
    tables = set(re.findall(r"CREATE TABLE (\w+)", "\n".join(scripts())))
    assert tables - OF_ALL - REMOVED_BY_THEMSELVES == set(ROWS_OF_A_TENANT)
