"""A split within one fingerprint: reports with the pinned values of one parameter lead to another problem."""

from dataclasses import replace

from tools.rules.pins import Pin, derived_fingerprint
from tools.tickets.s3.problem.aliases import Alias, Aliases


async def pin_values(aliases: Aliases, tenant: str, fingerprint: str, pin: Pin, lineage: str) -> None:
    """Lead the reports with the pinned values to a lineage. A repeat changes nothing."""
    alias = await aliases.load(tenant, fingerprint)
    assert alias is not None, "every stored report has an alias"
    pins = list(alias.pins)
    for value in pin.values:
        derived = derived_fingerprint(fingerprint, pin.position, value)
        await _derive(aliases, alias, derived, pin.position, value, lineage)
        if (entry := (pin.position, value, derived)) not in [tuple(each) for each in pins]:
            pins.append(entry)
    await aliases.point(tenant, fingerprint, pins=pins)


async def _derive(aliases: Aliases, alias: Alias, derived: str, position: int, value: str, lineage: str) -> None:
    """Claim an alias like the original, with its own identity. It is found exactly, not by similarity."""
    params = list(alias.profile["params"])
    params[position] = value
    profile = alias.profile | {"fingerprint": derived, "params": params}
    made = replace(
        alias, fingerprint=derived, profile=profile, lineage=lineage, home=lineage, origin="pin", vector="", birth=None,
        decision=None, pins=[],
    )  # fmt: skip
    if not await aliases.claim(alias.tenant, made):
        await aliases.point(alias.tenant, derived, lineage=lineage, home=lineage)
