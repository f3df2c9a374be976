"""Keeps a language model within the tenants' quotas: beyond them advice comes from runbooks, and no match is judged.

The model itself counts its calls, including retries: see `counting`.
"""

from collections.abc import Callable

from tools.nouns.knowledge import Advice, Evidence
from tools.nouns.reports import Profile
from tools.nouns.tenants import Metered
from tools.ports import Adjudicator, Advisor
from tools.tenant_watch import TenantWatch


def _unheard() -> None:
    """Do nothing; the default of `did_without`."""


class QuotaAdvisor(Advisor):
    """The Advisor port."""

    def __init__(
        self, model: Advisor, keyless: Advisor, watch: TenantWatch, did_without: Callable[[], None] = _unheard
    ) -> None:
        """`did_without` is called whenever the model is not asked."""
        self._model = model
        self._keyless = keyless
        self._watch = watch
        self._did_without = did_without

    async def advise(self, evidence: Evidence) -> Advice:
        """Return the model's advice, or the runbooks' once the tenant has used up today's calls."""
        if await self._watch.used_up(evidence.question.tenant, Metered.MODEL_CALLS):
            self._did_without()
            return await self._keyless.advise(evidence)
        return await self._model.advise(evidence)


class QuotaAdjudicator(Adjudicator):
    """The Adjudicator port."""

    def __init__(self, model: Adjudicator, watch: TenantWatch, did_without: Callable[[], None] = _unheard) -> None:
        """`did_without` is called whenever the model is not asked."""
        self._model = model
        self._watch = watch
        self._did_without = did_without

    async def same_problem(self, tenant: str, service: str, left: Profile, right: Profile) -> bool | None:
        """Return the model's ruling, or None once the tenant has used up today's calls."""
        if await self._watch.used_up(tenant, Metered.MODEL_CALLS):
            self._did_without()
            return None
        return await self._model.same_problem(tenant, service, left, right)


def counting(watch: TenantWatch) -> Callable[[str], None]:
    """Return the function that a model calls for each call it makes for a tenant."""
    return lambda tenant: watch.note(tenant, Metered.MODEL_CALLS)
