"""Maintenance of a data folder: verify, scrub, transfer, back up."""

from tools.tickets.embedded.maintenance.verify import verify, verify_audit

__all__ = ["verify", "verify_audit"]
