"""A language model within the tenants' quotas: beyond them advice comes from runbooks, and no match is judged.

The model itself counts its calls, repeated ones too: see `counting`.
"""

from collections.abc import Callable

from tools.nouns.knowledge import Advice, Evidence
from tools.nouns.reports import Profile
from tools.nouns.tenants import Metered
from tools.ports import Adjudicator, Advisor
from tools.tenant_watch import TenantWatch


class QuotaAdvisor(Advisor):
    """The Advisor port."""

    def __init__(self, model: Advisor, keyless: Advisor, watch: TenantWatch) -> None:
        self._model = model
        self._keyless = keyless
        self._watch = watch

    async def advise(self, evidence: Evidence) -> Advice:
        """Advice of the model, or of the runbooks once the tenant's calls of today are used up."""
        spent = await self._watch.used_up(evidence.question.tenant, Metered.MODEL_CALLS)
        return await (self._keyless if spent else self._model).advise(evidence)


class QuotaAdjudicator(Adjudicator):
    """The Adjudicator port."""

    def __init__(self, model: Adjudicator, watch: TenantWatch) -> None:
        self._model = model
        self._watch = watch

    async def same_problem(self, tenant: str, service: str, left: Profile, right: Profile) -> bool | None:
        """The model's ruling, or none once the tenant's calls of today are used up."""
        if await self._watch.used_up(tenant, Metered.MODEL_CALLS):
            return None
        return await self._model.same_problem(tenant, service, left, right)


def counting(watch: TenantWatch) -> Callable[[str], None]:
    """What a model tells of each call that it makes for a tenant."""
    return lambda tenant: watch.note(tenant, Metered.MODEL_CALLS)
