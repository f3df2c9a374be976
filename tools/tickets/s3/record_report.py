"""REPORT of the protocol: how reports become durable verdicts, one step after the other as in docs/BACKENDS.md."""

from collections.abc import Sequence
from dataclasses import replace

from tools.nouns.recorded import Recorded
from tools.rules.choices import Choice
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.aliases import Alias
from tools.tickets.s3.problem.answers import answer
from tools.tickets.s3.recording.known_problems import Answer, count
from tools.tickets.s3.recording.new_fingerprints import find, new_problem, open_fingerprint
from tools.tickets.s3.recording.placement import Order, put_on


async def record_reports(parts: Parts, orders: Sequence[Order]) -> list[Answer]:
    """Record reports that share tenant and fingerprint; answers in the same order; each fails by itself.

    1. Read the alias. Unknown: judge the candidates; claim the alias with the head it would make.
    2. Read the head. Missing: make it from the claim, so that a crashed winner loses nothing.
    3. A keyed report claims its id. Apply the pure rules; what changes the ticket is one swap of the head.
    4. Write one object with the reports, which never changes.
    5. Read the head again. Resolved or merged meanwhile: place the reports again before anyone is answered.
    6. A new problem lists the newest vectors, compares, and gives way to the earlier of two rivals.
    """
    answers: list[Answer] = []
    while waiting := orders[len(answers) :]:
        alias, alike = await _read_alias(parts, waiting)  # 1
        if alias is None:
            opened = await open_fingerprint(parts, alike[0])  # 1 and 6, then 3 to 5
            answers += [] if opened is None else [opened]  # another report opened it first: look again
            continue
        root = await parts.heads.root(alias.tenant, alias.lineage, alias.initial_head())  # 2
        answers += await count(parts, alias, root, alike)  # 3 to 5
    return answers


async def rehearse(parts: Parts, order: Order) -> Recorded:
    """Decide, and write nothing."""
    tenant, now = order.report.tenant, parts.clock()
    alias, [order] = await _read_alias(parts, [order])
    if alias is not None:
        root = await parts.heads.root(tenant, alias.lineage, alias.initial_head())
        placed = put_on(root, order, now)
    elif isinstance(found := await find(parts, order), Choice):
        root, placed = await new_problem(parts, order, found)
    else:
        root = found.root
        placed = put_on(root, found.order, now)
    ticket = root.one(placed.incident_id)
    occurrences = (await parts.answers.tally(root, ticket)).count + 1
    dossier = await parts.answers.dossier(tenant, ticket)
    return answer(order.report.request_id, root, ticket, occurrences, placed.decision, dossier)


async def _read_alias(parts: Parts, waiting: Sequence[Order]) -> tuple[Alias | None, Sequence[Order]]:
    """The first one's alias, and all that share it: splits may have given them fingerprints of their own."""
    first = waiting[0]
    alias = await parts.aliases.load(first.report.tenant, first.profile.fingerprint)
    if alias is None or not alias.pins:
        return alias, waiting
    fingerprint, alias = await parts.aliases.identify(first.report.tenant, first.profile)
    return alias, [replace(first, fingerprint=fingerprint)]
