"""What must hold at the end of every interleaving of the embedded protocol."""

from collections import Counter
from collections.abc import Iterator

from tests.model.embedded_protocol import LIVE, MERGED, newest
from tests.model.explorer import Exploration, Final, Store

TWO_LIVE = "two live tickets of one problem"
ORPHAN = "a live ticket that no fingerprint leads to"


def violations(found: Exploration) -> set[str]:
    """Every kind of broken promise of any final."""
    return {broken for final in found.finals for broken in broken_promises(final)}


def broken_promises(final: Final) -> Iterator[str]:
    """Names what is wrong; nothing for a good final."""
    for result in final.results:
        for outcome, _, rid in result or ():
            yield from _kept(final.store, rid) if outcome == "acked" else ["a good report was refused"]
    tickets = {key: final.store[key] for key in final.store if key.startswith("ticket/")}
    if max(Counter(each.lineage for each in tickets.values() if each.state == LIVE).values(), default=0) > 1:
        yield TWO_LIVE
    if any(each.state == MERGED and f"ticket/{each.into}" not in tickets for each in tickets.values()):
        yield "a ticket was merged into nothing"
    yield from _aliases(final.store)


def _kept(store: Store, rid: str) -> Iterator[str]:
    counted = store.get(f"o/{rid}", ())
    if len(counted) != 1:
        yield "an acknowledged report was lost" if not counted else "one report was counted twice"
    if any(state != LIVE for _, _, state in counted):
        yield "a report was swallowed by a closed ticket"


def _aliases(store: Store) -> Iterator[str]:
    """Fingerprints lead to a problem of their time; near-identical ones to one live problem after their match."""
    led = {store[key].lineage for key in store if key.startswith("alias/")}
    if any(store[key].state == LIVE and store[key].lineage not in led for key in store if key.startswith("ticket/")):
        yield ORPHAN
    live: dict[str, set[str]] = {}
    for key in [key for key in store if key.startswith("alias/")]:
        ticket, head = newest(store, store[key].lineage)
        if head.state == MERGED:
            yield "a fingerprint leads to a ticket that was merged away"
        if head.state == LIVE and not head.waiting:
            live.setdefault(key.removeprefix("alias/")[0], set()).add(ticket)
    if any(len(tickets) > 1 for tickets in live.values()):
        yield TWO_LIVE
