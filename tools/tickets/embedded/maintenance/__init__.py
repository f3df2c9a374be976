"""Upkeep of a data folder: check it, slim it, carry it elsewhere, derive it again."""

from tools.tickets.embedded.maintenance.verify import verify, verify_audit

__all__ = ["verify", "verify_audit"]
