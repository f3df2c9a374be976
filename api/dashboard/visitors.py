"""The visitor of a page: the user of the session cookie and their scopes; checks that forms are our own (CSRF)."""

import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.datastructures import FormData
from starlette.requests import Request

from api.auth.accounts import Principal
from api.auth.sessions import form_token
from api.deps import services_of
from api.http.cookies import check_origin, cookie_of, session_principal
from api.http.problems import ProblemError
from api.services import Services
from tools.nouns.callers import Caller, Scope
from tools.toolbox import Toolbox

FORM_TOKEN = "form_token"
"""The hidden field of every form."""


class NotSignedIn(Exception):
    """There is no session for the cookie: the user must sign in first."""


class MustChangePassword(Exception):
    """Somebody else chose the password: the user must choose another first."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in user of a page."""

    principal: Principal
    services: Services
    form_token: str

    @property
    def caller(self) -> Caller:
        """The caller in the form that acts take."""
        return self.principal.caller

    @property
    def toolbox(self) -> Toolbox:
        """The process's toolbox."""
        return self.services.toolbox

    @property
    def tenant(self) -> str:
        """The tenant whose data they see."""
        return self.principal.tenant

    @property
    def name(self) -> str:
        """The displayed name."""
        return self.principal.identity

    @property
    def responds(self) -> bool:
        """True if they may act on incidents."""
        return Scope.RESPOND in self.caller.scopes

    @property
    def administers(self) -> bool:
        """True if they may change runbooks, users and keys."""
        return Scope.ADMIN in self.caller.scopes

    @property
    def owns(self) -> bool:
        """True if they may change tenants."""
        return Scope.OWNER in self.caller.scopes


async def _signed_in(request: Request) -> AsyncIterator[Visitor]:
    """Raises NotSignedIn, or ProblemError 403 for another site's form. Closes uploaded files at the end."""
    services, secret = services_of(request), cookie_of(request)
    principal = await session_principal(request, services)
    if secret is None or principal is None:
        raise NotSignedIn
    visitor = Visitor(principal, services, form_token(secret))
    try:
        if request.method != "GET":
            await _check_form(request, visitor.form_token)
        yield visitor
    finally:
        await request.close()


async def form_of(request: Request, *, files: int = 1) -> FormData:
    """The form's fields, with at most `files` files. Raises ProblemError 403 for a form sent by another site."""
    check_origin(request)
    return await request.form(max_files=files, max_fields=300)


async def _check_form(request: Request, expected: str) -> None:
    given = (await form_of(request)).get(FORM_TOKEN)
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), expected.encode()):
        raise ProblemError(403, "this form is from an earlier session: reload the page and send it again")


SignedIn = Annotated[Visitor, Depends(_signed_in)]
"""The signed-in user, even one who must change the password first."""


async def _visitor(visitor: SignedIn) -> Visitor:
    """Raises MustChangePassword, or Forbidden if the user may not read."""
    if not visitor.caller.scopes:
        raise MustChangePassword
    visitor.caller.require(Scope.READ)
    return visitor


Visits = Annotated[Visitor, Depends(_visitor)]
