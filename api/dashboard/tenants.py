"""The page of tenants, for owners: add, suspend, restore, set quotas."""

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from api.acts import tenants
from api.dashboard.acts import field
from api.dashboard.notes import note_of, redirect_with_note
from api.dashboard.rendering import page
from api.dashboard.route import PageRoute
from api.dashboard.visitors import Visits, form_of
from tools.errors import InvalidRequest
from tools.nouns.tenants import Metered, Quotas

router = APIRouter(route_class=PageRoute, include_in_schema=False, prefix="/ui/tenants")
MOST_DIGITS = 12
_WORDS = {
    Metered.REPORTS: "Reports a day",
    Metered.INCIDENTS: "New incidents a day",
    Metered.MODEL_CALLS: "Model calls a day",
}


@router.get("")
async def show_tenants(request: Request, visitor: Visits) -> Response:
    """All tenants. Raises Forbidden unless the user is an owner."""
    found = await tenants.listed_tenants(visitor.toolbox.accounts, visitor.caller)
    return await page(
        request, "tenants.html", visitor, active="settings", tenants=found, words=_WORDS, note=note_of(request)
    )


@router.post("")
async def add_tenant(request: Request, visitor: Visits) -> Response:
    """Add a tenant."""
    form, box = await form_of(request), visitor.toolbox
    await tenants.add_tenant(box.accounts, visitor.caller, field(form, "name"), _quotas(form), box.clock())
    return redirect_with_note("/ui/tenants", "tenant-made")


@router.post("/suspend")
async def suspend(request: Request, visitor: Visits) -> Response:
    """Suspend a tenant, which may then only read, or resume it."""
    form = await form_of(request)
    name, suspended = field(form, "name"), field(form, "suspended")
    if suspended not in ("yes", "no"):
        raise InvalidRequest("suspended: say yes or no")
    await tenants.set_suspended(visitor.toolbox.accounts, visitor.caller, name, suspended == "yes")
    visitor.services.tenants.forget(name)
    return redirect_with_note("/ui/tenants", "tenant-changed")


@router.post("/restore")
async def restore(request: Request, visitor: Visits) -> Response:
    """Restore a deleted tenant."""
    name = field(await form_of(request), "name")
    await tenants.restore_tenant(visitor.toolbox.accounts, visitor.caller, name)
    visitor.services.tenants.forget(name)
    return redirect_with_note("/ui/tenants", "tenant-changed")


@router.post("/quotas")
async def set_quotas(request: Request, visitor: Visits) -> Response:
    """Set a tenant's daily quotas."""
    form = await form_of(request)
    name = field(form, "name")
    await tenants.set_quotas(visitor.toolbox.accounts, visitor.caller, name, _quotas(form))
    visitor.services.tenants.forget(name)
    return redirect_with_note("/ui/tenants", "tenant-changed")


def _quotas(form: FormData) -> Quotas:
    """The quotas in a form; empty means no limit. Raises InvalidRequest for anything but a number."""
    said = {each: field(form, each.value) for each in Metered}
    for metered, text in said.items():
        if text and not (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS):
            raise InvalidRequest(f"{metered.value}: a number of at most {MOST_DIGITS} digits, or empty for no limit")
    most = {each: int(text) if text else None for each, text in said.items()}
    return Quotas(
        reports=most[Metered.REPORTS], incidents=most[Metered.INCIDENTS], model_calls=most[Metered.MODEL_CALLS]
    )
