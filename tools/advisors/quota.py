"""A language model within the tenants' quotas: beyond them advice comes from the runbooks alone."""

from tools.nouns.knowledge import Advice, Evidence
from tools.nouns.tenants import Metered
from tools.ports import Advisor
from tools.tenant_watch import TenantWatch


class QuotaAdvisor(Advisor):
    """The Advisor port."""

    def __init__(self, model: Advisor, keyless: Advisor, watch: TenantWatch) -> None:
        self._model = model
        self._keyless = keyless
        self._watch = watch

    async def advise(self, evidence: Evidence) -> Advice:
        """Advice of the model, or of the runbooks once the tenant's calls of today are used up."""
        tenant = evidence.question.tenant
        if await self._watch.used_up(tenant, Metered.MODEL_CALLS):
            return await self._keyless.advise(evidence)
        self._watch.note(tenant, Metered.MODEL_CALLS)
        return await self._model.advise(evidence)
