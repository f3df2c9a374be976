"""The names of the records that store deliveries. Names are ASCII and are listed in their order."""

import hashlib
from functools import lru_cache

from tools.ids import newest_first
from tools.nouns.deliveries import DeliveryRow, Queued

ROWS, QUEUE, DEAD, SILENCED = "delivery/", "delivery-queue/", "delivery-dead/", "delivery-silenced/"
OF_SILENCE, THREADS, TENANTS = "delivery-of-silence/", "delivery-thread/", "delivery-tenant/"
LANES, HOLD, SILENCES, UNCHECKED = "delivery-lane/", "delivery-hold", "silence/", "silence-unsettled/"


@lru_cache(maxsize=4_096)
def key_of(name: str) -> str:
    """Encode a name that people chose, for use in the name of a record."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def row(tenant_key: str, delivery_id: str) -> str:
    """The delivery itself; a tenant's deliveries are listed newest first."""
    return f"{ROWS}{tenant_key}/{newest_first(delivery_id)}"


def queued(row: DeliveryRow) -> Queued:
    """Return a delivery's place in the queue."""
    return Queued(row.ticket, row.order, row.delivery_id, key_of(row.tenant))


def queue(destination: str) -> str:
    """The folder of the deliveries that wait for a destination."""
    return f"{QUEUE}{key_of(destination)}/"


def place(destination: str, queued: Queued) -> str:
    """The mark that says that a delivery waits."""
    return f"{queue(destination)}{queued.ticket}/{queued.order}/{queued.delivery_id}/{queued.tenant_key}"


@lru_cache(maxsize=16_384)
def queued_in(name: str) -> Queued:
    """Do the inverse of `place`, for a name below the folder of a destination.

    A queue is listed again and again, mostly with the names it had before.
    """
    return Queued(*name.split("/"))


def thread(destination: str, ticket: str) -> str:
    """What a destination knows of a ticket."""
    return f"{THREADS}{key_of(destination)}/{ticket}"


def of_silence(silence_id: str, row: DeliveryRow) -> str:
    """The mark that leads from a silence to a delivery that it held back."""
    return f"{OF_SILENCE}{silence_id}/{row.delivery_id}/{key_of(row.tenant)}"


def listed(folder: str, row: DeliveryRow) -> str:
    """The mark that lists a delivery among the dead or silenced ones of its tenant, newest first."""
    return f"{folder}{key_of(row.tenant)}/{newest_first(row.delivery_id)}"
