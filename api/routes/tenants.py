"""`/tenants`: the organisations that share an installation, managed by its owners."""

from fastapi import APIRouter
from starlette.responses import Response

from api.acts import tenants
from api.deps import Owner, ServicesDep
from api.http.identity_answers import TenantAnswer, TenantList, tenant_shown
from api.http.identity_bodies import TenantBody, TenantChangesBody
from api.http.responses import json_response

router = APIRouter(prefix="/tenants", tags=["tenants"])


@router.post("", response_model=TenantAnswer, status_code=201)
async def make_tenant(body: TenantBody, principal: Owner, services: ServicesDep) -> Response:
    """Create a tenant. Then create its first administrator with `POST /users` and `tenant`."""
    toolbox = services.toolbox
    what = (body.name, body.quotas.quotas, toolbox.clock())
    return json_response(tenant_shown(await tenants.add_tenant(toolbox.accounts, principal.caller, *what)), 201)


@router.get("", response_model=TenantList)
async def list_tenants(principal: Owner, services: ServicesDep) -> Response:
    """List all tenants, by name."""
    found = await tenants.listed_tenants(services.toolbox.accounts, principal.caller)
    return json_response({"count": len(found), "tenants": [tenant_shown(each) for each in found], "next_cursor": None})


@router.patch("/{name}", response_model=TenantAnswer)
async def change_tenant(name: str, body: TenantChangesBody, principal: Owner, services: ServicesDep) -> Response:
    """Suspend a tenant (it can only read), resume it, or set daily quotas; effective everywhere within 5 seconds."""
    accounts, caller = services.toolbox.accounts, principal.caller
    if body.state is not None:
        await tenants.set_suspended(accounts, caller, name, body.state == "suspended")
    if body.quotas is not None:
        await tenants.set_quotas(accounts, caller, name, body.quotas.quotas)
    services.tenants.forget(name)
    return json_response(tenant_shown(await tenants.found_tenant(accounts, caller, name)))
