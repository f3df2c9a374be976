"""A tenant's model calls are bounded together, whoever makes them."""

import pytest

from tests.support.clock import ManualClock
from tests.support.doubles.ports import Adjudicator, Advisor, report
from tools.advisors.quota import QuotaAdjudicator, QuotaAdvisor, counting
from tools.nouns.knowledge import Evidence, Question
from tools.nouns.tenants import Quotas, Tenant
from tools.tenant_watch import TenantWatch
from tools.text.identity.fingerprint import profile_of
from tools.tickets.embedded import EmbeddedStore

LEFT, RIGHT = (profile_of(report(text)) for text in ("disk full", "no space left"))
EVIDENCE = Evidence(Question.about(report(tenant="acme")), ())


@pytest.fixture
async def watch(store: EmbeddedStore) -> TenantWatch:
    await store.tenants.add(Tenant(name="acme", maker="ann", quotas=Quotas(model_calls=2)))
    return TenantWatch(store.tenants, ManualClock())


async def test_a_match_is_judged_until_the_calls_are_used_up(watch: TenantWatch) -> None:
    judge = QuotaAdjudicator(Adjudicator(ruling=True), watch)
    rulings = []
    for _ in range(3):
        rulings.append(await judge.same_problem("acme", "s", LEFT, RIGHT))
        counting(watch)("acme")
    assert rulings == [True, True, None]
    assert await judge.same_problem("umbrella", "s", LEFT, RIGHT)


async def test_advice_comes_from_runbooks_once_anything_used_them_up(watch: TenantWatch) -> None:
    model, runbooks = Advisor(), Advisor()
    advisor = QuotaAdvisor(model, runbooks, watch)
    await advisor.advise(EVIDENCE)
    for _ in range(2):
        counting(watch)("acme")
    await advisor.advise(EVIDENCE)
    assert (len(model.asked), len(runbooks.asked)) == (1, 1)
