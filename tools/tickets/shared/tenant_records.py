"""Which small records belong to a tenant: those that name it, and the sign-ins of its users."""

import orjson

_OF_NO_TENANT = ("tenant/", "tenant-usage/", "audit", "meta/", "lease/", "settings/")


def is_of_tenant(name: str, body: bytes, tenant: str, users: set[str]) -> bool:
    """True for a record that is deleted with the tenant; `users` are the names of its users."""
    if name.startswith(_OF_NO_TENANT):
        return False
    try:
        stored = orjson.loads(body)
    except orjson.JSONDecodeError:
        return False
    if isinstance(stored, list):  # marks of heads: [tenant, lineage]
        return len(stored) == 2 and stored[0] == tenant
    if not isinstance(stored, dict):
        return False
    return stored.get("tenant") == tenant or (
        name.startswith(("session/", "sign-in/")) and stored.get("username") in users
    )
