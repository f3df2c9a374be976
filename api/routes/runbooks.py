"""`GET /runbooks`, `GET /runbooks/{id}` and the search in their sections."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.acts import runbooks
from api.deps import ServicesDep, Viewer
from api.http.answers import RunbookAnswer, RunbookList, SectionList
from api.http.responses import json_response
from api.http.runbook_ids import ADDRESS
from api.http.schemas import SearchBody
from api.http.wire import runbook
from tools.nouns.knowledge_json import shown_to_json

router = APIRouter(prefix="/runbooks", tags=["runbooks"])


@router.get("", response_model=RunbookList)
async def list_runbooks(
    principal: Viewer,
    services: ServicesDep,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> Response:
    """List the runbooks that this tenant sees, by id."""
    found = await runbooks.documents(services.toolbox, principal.caller)
    rest = [each for each in found if cursor is None or each.runbook_id > cursor]
    page = rest[:limit]
    following = page[-1].runbook_id if len(rest) > limit else None
    shown = {"count": len(found), "runbooks": [runbook(each) for each in page], "next_cursor": following}
    return json_response(shown)


@router.post("/search", response_model=SectionList)
async def search_runbooks(body: SearchBody, principal: Viewer, services: ServicesDep) -> Response:
    """Find sections for a problem, best first; `matched` is true for those that fit."""
    what = (body.log, body.service, body.labels)
    matches = await runbooks.search(services.toolbox, principal.caller, *what, limit=body.k)
    return json_response({"matches": [shown_to_json(match.shown()) for match in matches]})


@router.get(ADDRESS, response_model=RunbookAnswer)
async def show_runbook(runbook_id: str, principal: Viewer, services: ServicesDep) -> Response:
    """Return one runbook with its Markdown."""
    found = await services.toolbox.runbooks.runbook(principal.tenant, runbook_id)
    return json_response(runbook(found) | {"text": found.text})
