"""Rebuilds everything derived: vectors, and aliases under newer fingerprint rules."""

import base64
from collections import defaultdict
from collections.abc import Sequence

from tools.ports import Embedder
from tools.tickets.s3.maintenance.renewal import renew
from tools.tickets.s3.objects import keys
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.aliases import Alias
from tools.tickets.s3.recording.vectors import packed

EMBEDDED_AT_ONCE = 64
Listed = dict[str, list[str]]


async def reindex(parts: Parts, embedder: Embedder) -> int:
    """Embed every alias again, including the list of recent vectors.

    Returns how many. A repeat finishes an interrupted run.
    """
    await renew(parts, again=True)
    listed: Listed = defaultdict(list)
    async for each in parts.objects.names(keys.VECTORS):
        listed[each.name.rsplit(".", 2)[1]].append(each.name)
    done, waiting = 0, list[Alias]()
    async for alias in parts.aliases.all():
        if alias.origin != "pin":  # derived aliases are found exactly and have no vector
            waiting.append(alias)
        if len(waiting) == EMBEDDED_AT_ONCE:
            done += await _embed(parts, embedder, waiting, listed)
            waiting = []
    done += await _embed(parts, embedder, waiting, listed)
    for name in (name for names in listed.values() for name in names):
        await parts.objects.delete(keys.VECTORS + name)
    return done


async def _embed(parts: Parts, embedder: Embedder, aliases: Sequence[Alias], listed: Listed) -> int:
    vectors = await embedder.embed([alias.stored_profile().template for alias in aliases])
    for alias, vector in zip(aliases, vectors, strict=True):
        await parts.aliases.point(alias.tenant, alias.fingerprint, vector=base64.b64encode(vector).decode())
        for name in listed.pop(alias.fingerprint, ()):
            fresh = f"{name.rsplit('.', 1)[0]}.{packed(vector)}"
            await parts.objects.put(keys.VECTORS + fresh, b"")
            if fresh != name:
                await parts.objects.delete(keys.VECTORS + name)
    return len(aliases)
