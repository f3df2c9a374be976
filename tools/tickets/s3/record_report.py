"""REPORT of the protocol: how reports become durable verdicts, step by step as in docs/BACKENDS.md."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from tools.nouns.recorded import Recorded
from tools.rules.choices import Choice
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.aliases import Alias
from tools.tickets.s3.problem.answers import answer
from tools.tickets.s3.recording.known_problems import Answer, count, count_in_log, in_turn, nobody
from tools.tickets.s3.recording.new_fingerprints import find, new_problem, open_fingerprint
from tools.tickets.s3.recording.placement import RecordRequest, put_on


async def record_reports(
    parts: Parts, join: Callable[[tuple[str, str]], list[RecordRequest]], asked: Sequence[RecordRequest]
) -> list[Answer]:
    """Record reports of one tenant and fingerprint. Returns answers in the same order; each report fails on its own.

    1. Read the alias, or use the cached one. If it is unknown, judge the candidates and claim it with an initial head.
    2. Read the head, or use the cached one. If it is missing, write it from the claim: the claiming process crashed.
    3. Claim clients' keys. Leave out the ids that the log already lists.
    4. Apply the pure rules. One swap of the head makes both the changes to the ticket and the reports durable.
    5. If the swap is lost, go to 2, with the reports that wait for this problem now (`join`, by its key). If the log is
       closed, read the alias again, append them, then recheck the head.
    6. For a new problem, list the newest vectors and compare; the later of two rivals joins the earlier one.
    """
    requests, answered = list(asked), dict[str, Answer]()
    remembers = True

    def more() -> list[RecordRequest]:
        known = {each.report.request_id for each in requests}
        joining = join((requests[0].report.tenant, requests[0].profile.fingerprint))
        requests.extend(joining)
        return [each for each in _distinct(joining) if each.report.request_id not in known]

    while waiting := [each for each in requests if each.report.request_id not in answered]:
        first = waiting[0]
        remembers &= parts.aliases.recall(first.report.tenant, first.profile.fingerprint) is not None
        alias, alike = await _read_alias(parts, _distinct(waiting), remembers=remembers)  # step 1
        if alias is None:
            opened = await open_fingerprint(parts, alike[0])  # steps 1 and 6, then 2 to 5
            answered |= {} if opened is None else {alike[0].report.request_id: opened}
            continue  # None: another report opened it first
        counting = count_in_log if remembers else count
        answered |= await counting(parts, alias, alike, nobody if alias.pins else more)  # steps 2 to 5
        remembers = False
    return in_turn([each.report.request_id for each in requests], answered)


def _distinct(requests: Sequence[RecordRequest]) -> list[RecordRequest]:
    """The first request with each id."""
    found: dict[str, RecordRequest] = {}
    for each in requests:
        found.setdefault(each.report.request_id, each)
    return list(found.values())


async def rehearse(parts: Parts, request: RecordRequest) -> Recorded:
    """Decide without writing anything."""
    tenant, now = request.report.tenant, parts.clock()
    alias, [request] = await _read_alias(parts, [request], remembers=False)
    if alias is not None:
        root = await parts.heads.root(tenant, alias.lineage, alias.initial_head())
        placed = put_on(root, request, now)
    elif isinstance(found := await find(parts, request), Choice):
        root, placed = await new_problem(parts, request, found)
    else:
        root = found.root
        placed = put_on(root, found.request, now)
    ticket = root.one(placed.incident_id)
    occurrences = (await parts.answers.tally(root, ticket)).count + 1
    dossier = await parts.answers.dossier(tenant, ticket)
    return answer(request.report.request_id, root, ticket, occurrences, placed.decision, dossier)


async def _read_alias(
    parts: Parts, waiting: Sequence[RecordRequest], *, remembers: bool
) -> tuple[Alias | None, Sequence[RecordRequest]]:
    """The alias of the first request, and the requests that share it: a split may have changed others' fingerprint."""
    first = waiting[0]
    tenant, fingerprint = first.report.tenant, first.profile.fingerprint
    alias = parts.aliases.recall(tenant, fingerprint) if remembers else None
    alias = alias or await parts.aliases.load(tenant, fingerprint)
    if alias is None or not alias.pins:
        return alias, waiting
    fingerprint, alias = await parts.aliases.identify(tenant, first.profile)
    return alias, [replace(first, fingerprint=fingerprint)]
