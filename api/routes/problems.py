"""`GET /problems/{kind}`: explains the `type` of a problem document.

It is open to anybody, since it reveals no data.
"""

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from api.http.problem_pages import PAGES, page_of
from api.http.problems import ProblemError

router = APIRouter(include_in_schema=False)


@router.get("/problems/{kind}")
async def explain_problem(kind: str) -> Response:
    """Return the page of a kind. Raises ProblemError 404, listing all kinds."""
    page = page_of(kind)
    if page is None:
        raise ProblemError(404, f"no such kind of problem: there are {', '.join(sorted(PAGES))}")
    return HTMLResponse(page, headers={"Content-Security-Policy": "default-src 'none'"})
