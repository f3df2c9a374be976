"""How tenants and services are named in a shared index."""

import hashlib


def namespace_of(tenant: str) -> str:
    """A tenant's namespace: no query ever crosses it."""
    return hashlib.sha256(f"tenant\x1f{tenant}".encode()).hexdigest()[:16]


def scope_of(service: str) -> str:
    """A service as a metadata value of fixed length."""
    return hashlib.sha256(f"service\x1f{service}".encode()).hexdigest()[:16]


def runbooks_of(tenant: str) -> str:
    """The namespace of a tenant's runbook sections and past resolutions."""
    return hashlib.sha256(f"runbooks\x1f{tenant}".encode()).hexdigest()[:16]
