"""What must hold at the end of every interleaving."""

from collections.abc import Iterator

from tests.model.explorer import Exploration, Final, Store
from tests.model.protocol import Head


def violations(found: Exploration) -> list[str]:
    """Every broken promise of every final."""
    return [broken for final in found.finals for broken in broken_promises(final)]


def broken_promises(final: Final) -> Iterator[str]:
    """Names what is wrong; nothing for a good final."""
    for result in final.results:
        if isinstance(result, tuple) and result[0] == "acked":
            yield from _report_kept(final.store, fp=result[1], rid=result[2])
    for key, head in final.store.items():
        if key.startswith("head/") and root_of(final.store, key.removeprefix("head/")) is None:
            yield f"{key} is in a cycle or leads nowhere"
        if key.startswith("head/") and head.announced:
            yield f"{key} still announces {head.announced}"
    yield from _people_obeyed(final.store)


def _people_obeyed(store: Store) -> Iterator[str]:
    """What the notes for the checks and people's words say."""
    for key in store:
        if key.startswith("overtaken/"):
            yield f"{key.removeprefix('overtaken/')} has two live generations"
        if key.startswith("note/"):
            yield from _not_hidden(store, key.removeprefix("note/"))
        if key.startswith("cannot/"):
            _, one, other = key.split("/")
            if root_of(store, one) == root_of(store, other):
                yield f"{one} and {other} are one against a person's word"


def _report_kept(store: Store, *, fp: str, rid: str) -> Iterator[str]:
    """An acknowledged report lies under a ticket, and was seen by a live one or its problem is open."""
    written = [key for key in store if key.startswith("o/") and key.split("/")[2] == rid]
    if not any(f"head/{key.split('/')[1]}" in store for key in written):
        yield f"{rid} was acknowledged, but no ticket holds it"
        return
    root = root_of(store, store[f"alias/{fp}"])
    hidden = root is not None and store[f"head/{root}"].state != "live" and not any(store[key] for key in written)
    if hidden:
        yield f"{rid} was swallowed by a resolved ticket"


def _not_hidden(store: Store, loser: str) -> Iterator[str]:
    """An open problem that was merged into a ticket already closed must have reopened it."""
    winner, generation = store[f"note/{loser}"]
    head = store[f"head/{winner}"]
    if store[f"head/{loser}"].into == winner and (head.generation, head.state) == (generation, "resolved"):
        yield f"{loser} is open, but hidden behind {winner}, which was resolved before"


def root_of(store: Store, lineage: str) -> str | None:
    """Where merges lead; None for a cycle or a missing head."""
    seen: set[str] = set()
    while lineage not in seen:
        seen.add(lineage)
        head = store.get(f"head/{lineage}")
        if not isinstance(head, Head):
            return None
        if not head.merged:
            return lineage
        lineage = head.into
    return None
