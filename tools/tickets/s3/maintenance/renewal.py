"""Renews aliases of older fingerprint rules: each text gets a new fingerprint, which leads where the old one led.

Every step is a conditional write that a repeat finds done, and the bucket stores the last lineage. After an
interruption, the next process continues there. The outdated aliases must fit into memory.
"""

from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, replace

import orjson

from tools.nouns.redacted import stored
from tools.nouns.reports import Profile, Report
from tools.rules.pins import Pin
from tools.rules.renewal import Step, Way, next_step, words_of
from tools.text.identity.fingerprint import profile_again, profile_of
from tools.text.identity.profiles import FP_VERSION, profile_to_json
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.aliases import Alias, pinned
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.merge_protocol import apart
from tools.tickets.s3.problem.occurrences import Occurrence
from tools.tickets.s3.problem.parting import part_logs
from tools.tickets.s3.problem.pins import pin_values
from tools.tickets.s3.reports import report_of

PLACE = "meta/fingerprints"
EVERY = 20
"""The progress is stored after this many lineages."""

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """The progress: the rules' version, whether split reports are being read, and the last lineage.

    `done`: nothing is left.
    """

    version: int = FP_VERSION
    split_off: bool = False
    after: str = ""
    done: bool = False


async def renew(parts: Parts, *, again: bool = False) -> None:
    """Read what is left. `again`: start from the beginning."""
    place = Place() if again else await _place(parts)
    if not place.done:
        await _Renewal(parts, {(each.tenant, each.fingerprint): each async for each in _outdated(parts)}).run(place)
        await parts.objects.put(PLACE, orjson.dumps(asdict(Place(done=True))))


async def _place(parts: Parts) -> Place:
    blob = await parts.objects.get(PLACE)
    place = Place(**orjson.loads(blob.body)) if blob else Place()
    return place if place.version == FP_VERSION else Place()


async def _outdated(parts: Parts) -> AsyncIterator[Alias]:
    async for alias in parts.aliases.all():
        if alias.profile["version"] != FP_VERSION:
            yield alias


class _Renewal:
    """One run over the outdated aliases, by tenant and fingerprint."""

    def __init__(self, parts: Parts, outdated: dict[_Key, Alias]) -> None:
        self._parts = parts
        self._outdated = outdated
        self._told: set[_Key] = set()
        self._renewed: set[tuple[str, str, str]] = set()

    async def run(self, place: Place) -> None:
        """Renew the aliases.

        Reports that an older split distinguishes come second; those whose text was pruned come last, by their message.
        """
        lineages = sorted(
            {(name, each.tenant) for each in self._outdated.values() for name in (each.home, each.lineage)}
        )
        for split_off in (False, True):
            if split_off < place.split_off:
                continue
            after = place.after if split_off == place.split_off else ""
            for number, (lineage, tenant) in enumerate(lineages, start=1):
                if lineage > after:
                    await self._lineage(tenant, lineage, split_off=split_off)
                if number % EVERY == 0 and lineage > after:
                    kept = Place(split_off=split_off, after=lineage)
                    await self._parts.objects.put(PLACE, orjson.dumps(asdict(kept)))
        for key, old in self._outdated.items():
            if key not in self._told and old.origin != "pin":
                await self._message(old)

    async def _lineage(self, tenant: str, lineage: str, *, split_off: bool) -> None:
        held = await self._parts.heads.load(tenant, lineage)
        for stored_report in [] if held is None else await self._parts.occurrences.of(held.lineage, everything=True):
            old = self._old(tenant, stored_report)
            if old is not None and (old.origin == "pin") is split_off:
                self._told.add((tenant, stored_report.fingerprint))
                await self._lead(old, profile_of(report_of(tenant, stored_report)))

    def _old(self, tenant: str, report: Occurrence) -> Alias | None:
        """Return the alias that the report used: its own, or the one a split gave it.

        None also if its text was pruned.
        """
        if report.body is None:
            return None
        alias = self._outdated.get((tenant, report.fingerprint))
        while alias is not None:
            derived = pinned(alias, tuple(report.body.get("params", ())))
            if derived is None or (tenant, derived) not in self._outdated:
                break
            alias = self._outdated[tenant, derived]
        return alias

    async def _message(self, old: Alias) -> None:
        profile = old.stored_profile()
        named = stored(old.service), stored(profile.message)
        report = Report("", old.tenant, *named, received_at=0.0, environment=stored(old.environment))
        again = profile_again(profile, report)
        held = await self._parts.aliases.load(old.tenant, again.fingerprint)
        if held is None or held.home == old.home:
            await self._claim(old, again)

    async def _lead(self, old: Alias, profile: Profile) -> None:
        """Point the report's fingerprint of today at the target of `old`, once for reports that no split separates."""
        renewed = (old.tenant, old.fingerprint, profile.fingerprint)
        if renewed in self._renewed:
            return
        fingerprint, held = await self._parts.aliases.identify(old.tenant, profile)
        if held is None:
            await self._claim(old, profile)
        elif held.home == old.home:
            await self._listed(old, fingerprint)
        elif await self._meet(old, held, profile) is Step.PIN:
            return
        if fingerprint == profile.fingerprint and not (held and held.pins):
            self._renewed.add(renewed)

    async def _meet(self, old: Alias, held: Alias, profile: Profile) -> Step:
        """Handle a fingerprint that already leads to another problem."""
        parts, tenant = self._parts, old.tenant
        own, other = await parts.heads.root(tenant, old.lineage), await parts.heads.root(tenant, held.lineage)
        mine = Way(own.id, own.head.live, profile.params, self._words(old))
        there = Way(other.id, other.head.live, held.stored_profile().params)
        step, position = next_step(mine, there, apart=await apart(parts, tenant, old.home, held.home))
        if step in (Step.REPOINT, Step.PIN):
            await part_logs(parts, tenant, [other.id], own.id)
        if step is Step.REPOINT:
            await parts.aliases.point(tenant, held.fingerprint, lineage=old.lineage, home=old.home)
            await self._listed(old, held.fingerprint)
        elif step is Step.PIN:
            pin = Pin(position, (profile.params[position],))
            await pin_values(parts.aliases, tenant, held.fingerprint, pin, old.lineage)
        return step

    async def _claim(self, old: Alias, profile: Profile) -> None:
        """Claim an alias like the old one under today's rules. Searches that found the old text find this one too."""
        fresh = replace(
            old, fingerprint=profile.fingerprint, profile=profile_to_json(profile), origin="renewed", claimed_by="",
            birth=None, decision=None, pins=[],
        )  # fmt: skip
        if await self._parts.aliases.claim(old.tenant, fresh):
            await self._parts.skeletons.remember(old.tenant, stored(old.service), profile, self._parts.clock())
        await self._listed(old, profile.fingerprint)

    async def _listed(self, old: Alias, fingerprint: str) -> None:
        """Add the alias to its head's list: merges point all of them elsewhere, and pruning drops their texts."""

        def add(head: Lineage) -> None:
            if fingerprint not in head.fingerprints:
                head.fingerprints.append(fingerprint)

        await self._parts.heads.change(old.tenant, old.home, add)

    def _words(self, old: Alias) -> frozenset[str]:
        values = (
            value for each in self._outdated.values() for _, value, derived in each.pins if derived == old.fingerprint
        )
        return words_of(old.stored_profile(), next(values, ""))
