"""`POST /login`: user name and password in, bearer token out. JSON, or the form that OAuth2 clients and /docs send."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.deps import services_of
from api.http.answers import Token
from api.http.direct import DirectRoute, described_body, read_json_or_form
from api.http.problems import ProblemError
from api.http.responses import json_response
from api.http.schemas import Credentials
from api.services import Services
from tools.nouns.accounts import Account, AuditAction, AuditEntry

router = APIRouter(tags=["login"], route_class=DirectRoute)
_MAX_NAME = 64
NOBODY = "unknown user"
"""Stands in the audit for a name that is no account's."""


@router.post("/login", response_model=Token, openapi_extra=described_body(Credentials, form=True))
async def login(request: Request) -> Response:
    """Get a bearer token. Unknown user, wrong password and disabled account are one message and equal work."""
    services = services_of(request)
    address = request.client.host if request.client else ""
    await services.login_limit.attempt_from(address)
    credentials: Credentials = await read_json_or_form(request, Credentials)
    await services.login_limit.attempt_at(credentials.username[:_MAX_NAME], address)
    account = await services.toolbox.accounts.user(credentials.username)
    fits = await services.passwords.verify(credentials.password, account.password_hash if account else None)
    accepted = fits and account is not None and not account.disabled
    await _note(services, account, address, accepted)
    if account is None or not accepted:
        raise ProblemError(401, "wrong user name or password")
    await services.login_limit.succeeded(credentials.username[:_MAX_NAME], address)
    lifetime = int(services.signer.lifetime)
    token = {"access_token": services.signer.sign(account), "token_type": "bearer", "expires_in": lifetime}
    response = json_response(token)
    response.headers["Cache-Control"] = "no-store"
    return response


async def _note(services: Services, account: Account | None, address: str, accepted: bool) -> None:
    """Count and audit a login. An unknown name is not stored: people sometimes type their password there."""
    services.metrics.logins.labels("accepted" if accepted else "refused").inc()
    tenant, name = (account.tenant, account.username) if account else ("", NOBODY)
    action = AuditAction.LOGIN_ACCEPTED if accepted else AuditAction.LOGIN_REFUSED
    await services.toolbox.accounts.audit(AuditEntry(tenant, name, action, name, {"address": address}))
