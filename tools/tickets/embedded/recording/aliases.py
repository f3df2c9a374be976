"""Writes of aliases: fingerprint → lineage."""

from collections.abc import Sequence

from tools.tickets.embedded.profiles import dump_profile
from tools.tickets.embedded.recording.learning import remember
from tools.tickets.embedded.recording.order import Order
from tools.tickets.embedded.transaction import Transaction


def insert_alias(txn: Transaction, order: Order, lineage: str, origin: str, keys: Sequence[int]) -> None:
    """Make the report's fingerprint lead to a lineage; with a vector it can also be found by similarity.

    `keys` are its skeletons, from `learning.keys_of`.
    """
    seq = txn.next_seq()
    report, profile = order.report, order.profile
    vector = order.candidates.vector if order.candidates else None
    txn.sql.execute(
        "INSERT INTO aliases (seq, tenant, fingerprint, lineage, home, service, environment, origin, vector_seq,"
        " profile, vector) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            seq,
            report.tenant,
            profile.fingerprint,
            lineage,
            lineage,
            report.service,
            report.environment,
            origin,
            seq if vector else None,
            dump_profile(profile),
            vector or None,
        ),
    )
    remember(txn, seq, keys)
