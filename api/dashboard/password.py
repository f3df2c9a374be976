"""The page where users change their own password."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.acts.users import change_own_password
from api.dashboard.rendering import page
from api.dashboard.route import PASSWORD, SIGN_IN, PageRoute
from api.dashboard.visitors import SignedIn, Visitor, form_of
from api.http.cookies import drop_cookie
from tools.errors import Forbidden, InvalidRequest

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get(PASSWORD)
async def password_form(request: Request, visitor: SignedIn) -> Response:
    """The form; users whose password somebody else chose see no other page before."""
    return await _form(request, visitor)


@router.post(PASSWORD)
async def change_password(request: Request, visitor: SignedIn) -> Response:
    """Change the password. All sessions of the user end, including this one."""
    form = await form_of(request)
    current, chosen, again = (str(form.get(name, ""))[:4096] for name in ("current", "new", "again"))
    if chosen != again:
        return await _form(request, visitor, "The two new passwords differ.", 422)
    try:
        await change_own_password(visitor.toolbox.accounts, visitor.caller, current, chosen)
    except (Forbidden, InvalidRequest) as error:
        return await _form(request, visitor, str(error), 422)
    response = RedirectResponse(SIGN_IN, 303)
    drop_cookie(request, response)
    return response


async def _form(request: Request, visitor: Visitor, said: str = "", status: int = 200) -> Response:
    return await page(request, "password.html", visitor, status=status, said=said, must=not visitor.caller.scopes)
