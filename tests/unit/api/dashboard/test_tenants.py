"""Tenants on a page: for owners alone, and each form does what the same act does elsewhere."""

from dataclasses import replace

import httpx
import pytest

from tools.nouns.tenants import Quotas, TenantState
from tools.toolbox import Toolbox


async def test_a_tenant_is_made_bounded_suspended_and_let_go(browser, send, toolbox: Toolbox) -> None:
    owner, tenants = await browser("owner"), toolbox.accounts.tenants
    made = await send(owner, "/ui/tenants", name="acme", reports="1000")
    assert "add its first administrator" in (await owner.get(made.headers["location"])).text
    assert (await tenants.tenant("acme")).quotas == Quotas(reports=1000)
    await send(owner, "/ui/tenants/quotas", name="acme", incidents="5", model_calls="0")
    assert (await tenants.tenant("acme")).quotas == Quotas(incidents=5, model_calls=0)
    for suspended, state in (("yes", TenantState.SUSPENDED), ("no", TenantState.ACTIVE)):
        await send(owner, "/ui/tenants/suspend", name="acme", suspended=suspended)
        assert (await tenants.tenant("acme")).state is state
        assert state.value in (await owner.get("/ui/tenants")).text


async def test_what_was_deleted_is_restored(browser, send, toolbox: Toolbox) -> None:
    owner, tenants = await browser("owner"), toolbox.accounts.tenants
    await send(owner, "/ui/tenants", name="acme")
    gone = replace(await tenants.tenant("acme"), state=TenantState.DELETED, deleted_at=toolbox.clock())
    await tenants.change("acme", lambda _: gone)
    page = (await owner.get("/ui/tenants")).text
    assert ("Restore acme" in page, "Suspend acme" in page) == (True, False)
    await send(owner, "/ui/tenants/restore", name="acme")
    assert (await tenants.tenant("acme")).state is TenantState.ACTIVE


@pytest.mark.parametrize(
    ("path", "fields", "status", "said"),
    [
        ("", {"name": "no spaces"}, 422, "name: 1 to 64"),
        ("", {"name": "default"}, 409, "there is a tenant"),
        ("", {"name": "acme", "reports": "-1"}, 422, "reports: a number"),
        ("", {"name": "acme", "reports": "9" * 13}, 422, "reports: a number"),
        ("/quotas", {"name": "nobody", "reports": "1"}, 404, "no tenant"),
        ("/suspend", {"name": "default", "suspended": "perhaps"}, 422, "say yes or no"),
        ("/restore", {"name": "default"}, 409, "is not deleted"),
    ],
)
async def test_what_cannot_be_says_why(browser, send, path: str, fields: dict[str, str], status: int, said: str):
    answer = await send(await browser("owner"), f"/ui/tenants{path}", **fields)
    assert (answer.status_code, said in answer.text) == (status, True)


async def test_nobody_else_sees_or_changes_them(browser, send, toolbox: Toolbox) -> None:
    client: httpx.AsyncClient = await browser("admin")
    assert (await client.get("/ui/tenants")).status_code == 403
    assert "/ui/tenants" not in (await client.get("/ui/settings")).text
    for path in ("", "/suspend", "/restore", "/quotas"):
        answer = await send(client, f"/ui/tenants{path}", name="default", suspended="yes")
        assert answer.status_code == 403, path
    assert (await toolbox.accounts.tenants.tenant("default")).state is TenantState.ACTIVE
    assert "/ui/tenants" in (await (await browser("owner")).get("/ui/settings")).text
