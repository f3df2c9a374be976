"""The page of settings: backends, health, keys, users, silences. It shows no secrets."""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.acts import key_secrets, keys
from api.acts.keys import WantedKey
from api.acts.silences import listed_silences
from api.dashboard.acts import field
from api.dashboard.notes import note_of, redirect_with_note
from api.dashboard.rendering import page
from api.dashboard.route import PageRoute
from api.dashboard.visitors import Visitor, Visits, form_of
from tools.errors import IncidentResponderError
from tools.inbound.registry import SENDERS
from tools.nouns.accounts import Account
from tools.nouns.callers import Caller, Scope
from tools.ports import AccountStore, KeyStore

router = APIRouter(route_class=PageRoute, include_in_schema=False, prefix="/ui")


@dataclass(frozen=True, slots=True)
class Health:
    """Whether reports are accepted durably, the state of outside services, and the waiting jobs."""

    ready: bool
    why_not: str
    breakers: dict[str, str]
    waiting: dict[str, int]


@router.get("/settings")
async def show_settings(request: Request, visitor: Visits) -> Response:
    """The page; data that only administrators may see is left out for others."""
    return await _page(request, visitor)


@router.post("/settings/keys")
async def add_key(request: Request, visitor: Visits) -> Response:
    """Create a key; its secret is shown only now."""
    form = await form_of(request)
    wanted = WantedKey(
        name=field(form, "name"),
        scopes=[str(each) for each in form.getlist("scope")],
        sender=field(form, "sender"),
        service=field(form, "service"),
        environment=field(form, "environment"),
        signing_secret=field(form, "signing_secret"),
    )
    toolbox, now = visitor.toolbox, visitor.toolbox.clock()
    made, secret = await keys.add_key(toolbox.keys, toolbox.accounts, visitor.caller, wanted, now)
    return await page(request, "key_made.html", visitor, active="settings", key=made, secret=secret)


@router.post("/settings/keys/revoke")
async def revoke_key(request: Request, visitor: Visits) -> Response:
    """Revoke a key."""
    return await _change_key(request, visitor, keys.revoke_key, "revoked")


@router.post("/settings/keys/secret")
async def set_secret(request: Request, visitor: Visits) -> Response:
    """Give a key another signing secret; the one before ends in a day, or at once if it leaked."""
    form, toolbox = await form_of(request), visitor.toolbox
    key_id, now = field(form, "key_id"), toolbox.clock()
    old_seconds = 0.0 if field(form, "old") == "ends" else key_secrets.OLD_SECRET_SECONDS
    wanted = (key_id, field(form, "signing_secret"), old_seconds, now)
    await key_secrets.set_secret(toolbox.keys, toolbox.accounts, visitor.caller, *wanted)
    visitor.services.ring.forget(key_id)
    return redirect_with_note("/ui/settings", "secret-set")


@router.post("/settings/keys/secret/remove")
async def remove_secret(request: Request, visitor: Visits) -> Response:
    """Ask for no signatures any more."""
    return await _change_key(request, visitor, key_secrets.remove_secret, "secret-removed")


async def _change_key(
    request: Request,
    visitor: Visitor,
    act: Callable[[KeyStore, AccountStore, Caller, str], Awaitable[object]],
    note: str,
) -> Response:
    toolbox, key_id = visitor.toolbox, field(await form_of(request), "key_id")
    await act(toolbox.keys, toolbox.accounts, visitor.caller, key_id)
    visitor.services.ring.forget(key_id)
    return redirect_with_note("/ui/settings", note)


async def _page(request: Request, visitor: Visitor) -> Response:
    settings, toolbox = visitor.services.settings, visitor.toolbox
    backends = {
        "Tickets": settings.store_backend.value,
        "Vectors": settings.index_backend.value,
        "Embeddings": f"{settings.embeddings_backend.value}, {settings.embeddings_precision.value}",
        "Advice": f"{settings.advisor_backend.value}{f' ({settings.openai_model})' if toolbox.model else ''}",
    }
    silences = await listed_silences(toolbox.silences, visitor.caller)
    held = await keys.listed_keys(toolbox.keys, visitor.caller) if visitor.administers else ()
    return await page(
        request,
        "settings.html",
        visitor,
        active="settings",
        backends=backends,
        policy=settings.policy,
        health=await _health(visitor),
        keys=held,
        users=await _users(visitor),
        silences=[each for each in silences if each.state(toolbox.clock()) != "over"],
        senders=sorted(SENDERS),
        scopes=[each.value for each in Scope],
        now=time.time(),
        note=note_of(request),
    )


async def _health(visitor: Visitor) -> Health:
    why_not, waiting = "", dict[str, int]()
    try:
        await visitor.toolbox.store.ready()
        waiting = {kind.value: found.jobs for kind, found in (await visitor.toolbox.store.backlog()).items()}
    except IncidentResponderError as error:
        why_not = str(error)
    return Health(not why_not, why_not, visitor.toolbox.breaker_states(), waiting)


async def _users(visitor: Visitor) -> Sequence[Account]:
    if not visitor.administers:
        return ()
    return [each for each in await visitor.toolbox.accounts.users() if each.tenant == visitor.tenant]
