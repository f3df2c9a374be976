"""Upkeep of a data folder: check it, slim it, carry it elsewhere, derive it again."""

from tools.tickets.embedded.maintenance.verify import verify

__all__ = ["verify"]
