"""Who is looking at a page: the user behind the session cookie, their scopes, and a check that forms are our own."""

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
"""The field that every form carries."""


class NotSignedIn(Exception):
    """Nobody is behind the cookie: sign in first."""


class MustChangePassword(Exception):
    """Somebody else chose the password: the user chooses one first."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in user at a page."""

    principal: Principal
    services: Services
    form_token: str

    @property
    def caller(self) -> Caller:
        """As acts know them."""
        return self.principal.caller

    @property
    def toolbox(self) -> Toolbox:
        """What the pages read from."""
        return self.services.toolbox

    @property
    def tenant(self) -> str:
        """Whose data they see."""
        return self.principal.tenant

    @property
    def name(self) -> str:
        """As the page greets them."""
        return self.principal.identity

    @property
    def responds(self) -> bool:
        """They may act on incidents."""
        return Scope.RESPOND in self.caller.scopes

    @property
    def administers(self) -> bool:
        """They may change runbooks, users and keys."""
        return Scope.ADMIN in self.caller.scopes

    @property
    def owns(self) -> bool:
        """They may change tenants."""
        return Scope.OWNER in self.caller.scopes


async def _signed_in(request: Request) -> AsyncIterator[Visitor]:
    """Raises NotSignedIn, and ProblemError 403 for a form of another site. A form's file is closed at the end."""
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
    """The form's fields, with at most so many files. Raises ProblemError 403 for one that another site sent."""
    check_origin(request)
    return await request.form(max_files=files, max_fields=300)


async def _check_form(request: Request, expected: str) -> None:
    given = (await form_of(request)).get(FORM_TOKEN)
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), expected.encode()):
        raise ProblemError(403, "this form is from an earlier session: reload the page and send it again")


SignedIn = Annotated[Visitor, Depends(_signed_in)]
"""Whoever is signed in, though they may see nothing yet."""


async def _visitor(visitor: SignedIn) -> Visitor:
    """Raises MustChangePassword, and Forbidden for who may read nothing."""
    if not visitor.caller.scopes:
        raise MustChangePassword
    visitor.caller.require(Scope.READ)
    return visitor


Visits = Annotated[Visitor, Depends(_visitor)]
