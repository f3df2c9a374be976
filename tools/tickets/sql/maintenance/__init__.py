"""Maintenance by statements: prune, erase a tenant, renew, rebuild."""
