"""`POST /login`: exchanges user name and password for a bearer token, as JSON or as OAuth2 clients' form."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.deps import services_of
from api.http.answers import Token
from api.http.direct import DirectRoute, described_body, read_json_or_form
from api.http.responses import secret_response
from api.http.schemas import Credentials
from api.http.sign_in import account_of, address_of
from api.http.tokens import signed_in

router = APIRouter(tags=["login"], route_class=DirectRoute)


@router.post("/login", response_model=Token, openapi_extra=described_body(Credentials))
async def login(request: Request) -> Response:
    """Get a bearer token. An unknown user, a wrong password and a disabled account get the same answer."""
    services = services_of(request)
    crowded = await services.login_limit.attempt_from(address_of(request))
    given: Credentials = await read_json_or_form(request, Credentials)
    account = await account_of(request, services, given.username, given.password, crowded=crowded)
    return secret_response(await signed_in(services, request, account))
