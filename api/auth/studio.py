"""Access to LangGraph Studio's server: anybody on this machine or, with STUDIO_AUTH=on, only holders of our tokens."""

import asyncio
from functools import lru_cache
from typing import Any, cast

from langgraph_sdk import Auth

from api.auth.accounts import Authenticator
from api.auth.tokens import TokenSigner
from api.bootstrap import prepare
from api.http.problems import ProblemError
from graph.studio import shared_tools
from tools.nouns.callers import Scope
from tools.settings import Settings

auth = Auth()
ANYBODY = "studio"
READING = {"read", "search"}


@lru_cache(1)
def _settings() -> Settings:
    return Settings()


@lru_cache(1)
def _signer() -> TokenSigner:
    settings = _settings()
    return TokenSigner(prepare(settings).signing_keys, settings.access_token_expire_minutes * 60)


@auth.authenticate
async def authenticate(authorization: str | None) -> Auth.types.MinimalUserDict:
    """Return the caller, by the same check as the API's own. Raises 401 like it."""
    if not (await asyncio.to_thread(_settings)).studio_auth:
        return {"identity": ANYBODY}
    toolbox = await shared_tools.toolbox()
    signer = await asyncio.to_thread(_signer)
    try:
        principal = await Authenticator(signer, toolbox.accounts).principal(authorization)
    except ProblemError as error:
        raise Auth.exceptions.HTTPException(status_code=401, detail=str(error)) from error
    may_act = Scope.RESPOND in principal.caller.scopes
    signed_in = {"identity": principal.identity, "tenant": principal.tenant, "may_act": may_act}
    return cast(Auth.types.MinimalUserDict, signed_in)


@auth.on
async def own_things(ctx: Auth.types.AuthContext, value: dict[str, Any]) -> Auth.types.HandlerResult:
    """Restrict threads and runs to their tenant; viewers may only look."""
    if ctx.user.identity == ANYBODY:
        return True
    if not ctx.user["may_act"] and ctx.action not in READING:
        return False
    if ctx.resource == "assistants":
        return ctx.action in READING
    owner = {"tenant": ctx.user["tenant"]}
    value.setdefault("metadata", {}).update(owner)
    return owner
