"""The pages of runbooks: list them with their use and the missing ones; show, store and remove one."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from api.acts import runbooks
from api.dashboard.acts import field
from api.dashboard.notes import note_of, redirect_with_note
from api.dashboard.rendering import page
from api.dashboard.route import PageRoute
from api.dashboard.runbook_use import MOST_INCIDENTS, use_of
from api.dashboard.visitors import Visitor, Visits, form_of
from tools.errors import InvalidRequest
from tools.nouns.callers import Scope
from tools.nouns.incidents import IncidentQuery
from tools.nouns.knowledge import PAST_TICKETS, Match

router = APIRouter(route_class=PageRoute, include_in_schema=False, prefix="/ui")
Words = Annotated[str, Query(max_length=4000)]
_SECTIONS = 10


@router.get("/runbooks")
async def list_runbooks(request: Request, visitor: Visits, q: Words = "", service: Words = "") -> Response:
    """All runbooks with their use; with a query, the sections that advice on such a problem would use."""
    found = await runbooks.documents(visitor.toolbox, visitor.caller)
    newest = await visitor.toolbox.store.incidents(visitor.tenant, IncidentQuery(limit=MOST_INCIDENTS))
    matches: list[Match] = []
    if q.strip():
        matches += await runbooks.search(visitor.toolbox, visitor.caller, q, service, {}, _SECTIONS)
    return await page(
        request,
        "runbooks.html",
        visitor,
        active="runbooks",
        note=note_of(request),
        found=found,
        use=use_of(newest.items),
        q=q,
        service=service,
        matches=matches,
    )


@router.get("/runbooks/{runbook_id:path}")
async def show_runbook(runbook_id: str, request: Request, visitor: Visits) -> Response:
    """One runbook, and the newest incidents whose advice used it."""
    found = await visitor.toolbox.runbooks.runbook(visitor.tenant, runbook_id)
    newest = await visitor.toolbox.store.incidents(visitor.tenant, IncidentQuery(limit=MOST_INCIDENTS))
    used = [each for each in newest.items if runbook_id in {one.runbook_id for one in each.dossier.runbooks}]
    changeable = visitor.administers and found.source != PAST_TICKETS
    return await page(
        request,
        "runbook.html",
        visitor,
        active="runbooks",
        note=note_of(request),
        runbook=found,
        used=used[:20],
        changeable=changeable,
    )


@router.get("/runbook-editor")
async def edit_runbook(request: Request, visitor: Visits, id: Annotated[str, Query(max_length=400)] = "") -> Response:
    """The form for a new runbook or a new version of one."""
    visitor.caller.require(Scope.ADMIN)
    found = await visitor.toolbox.runbooks.runbook(visitor.tenant, id) if id else None
    text, known = (found.text, found.runbook_id) if found else ("", "")
    return await _editor(request, visitor, known, text, is_new=found is None)


@router.post("/runbook-editor")
async def store_runbook(request: Request, visitor: Visits) -> Response:
    """Store the entered text or an uploaded file. Errors are shown in the form, which keeps the text."""
    visitor.caller.require(Scope.ADMIN)
    form = await form_of(request)
    runbook_id, text, file = field(form, "id"), str(form.get("text", "")), form.get("file")
    try:
        if isinstance(file, UploadFile) and file.filename:
            text = _decoded(await file.read())
            runbook_id = runbook_id or file.filename.rpartition("/")[2].removesuffix(".md")
        stored = await runbooks.put(visitor.toolbox, visitor.caller, runbook_id, text.replace("\r\n", "\n"))
    except InvalidRequest as error:
        return await _editor(request, visitor, runbook_id, text, is_new=True, said=str(error))
    return redirect_with_note(f"/ui/runbooks/{stored.runbook_id}", "stored")


@router.post("/runbook-removal")
async def remove_runbook(request: Request, visitor: Visits) -> Response:
    """Remove a runbook; a shipped one is hidden for this tenant."""
    await runbooks.delete(visitor.toolbox, visitor.caller, field(await form_of(request), "id"))
    return redirect_with_note("/ui/runbooks", "deleted")


async def _editor(
    request: Request, visitor: Visitor, runbook_id: str, text: str, *, is_new: bool, said: str = ""
) -> Response:
    return await page(
        request,
        "runbook_editor.html",
        visitor,
        active="runbooks",
        status=422 if said else 200,
        runbook_id=runbook_id,
        text=text,
        is_new=is_new,
        said=said,
    )


def _decoded(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise InvalidRequest("the file is not UTF-8 text: save it as UTF-8 and send it again") from error
