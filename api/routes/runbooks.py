"""`/runbooks`: the documents a tenant sees, and the search over their sections."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.deps import Admin, ServicesDep, Viewer
from api.http.answers import Matches, RunbookAnswer, RunbookList
from api.http.cleaning import clean
from api.http.direct import described, read_json
from api.http.problems import ProblemError
from api.http.responses import json_response
from api.http.schemas import RunbookBody, SearchBody
from tools.errors import InvalidRequest
from tools.nouns.accounts import AuditAction, AuditEntry
from tools.nouns.knowledge import RESOLUTION, Runbook
from tools.nouns.knowledge import Problem as Question
from tools.nouns.reports import Report
from tools.runbooks.ingest import put_document
from tools.text.identity.fingerprint import profile_of
from tools.text.redaction.redact import redact

router = APIRouter(prefix="/runbooks", tags=["runbooks"])


@router.get("", response_model=RunbookList)
async def list_runbooks(
    principal: Viewer,
    opened: ServicesDep,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> Response:
    """The runbooks this tenant sees, by id."""
    found = [runbook for runbook in await opened.toolbox.runbooks.runbooks(principal.tenant) if _is_document(runbook)]
    rest = [runbook for runbook in found if cursor is None or runbook.runbook_id > cursor]
    page = rest[:limit]
    return json_response(
        {
            "count": len(found),
            "runbooks": [_shown(runbook) for runbook in page],
            "next_cursor": page[-1].runbook_id if len(rest) > limit else None,
        }
    )


@router.post("/search", response_model=Matches)
async def search_runbooks(body: SearchBody, principal: Viewer, opened: ServicesDep) -> Response:
    """Sections for a problem, best first; none is matched when none fits."""
    log, service = redact(clean(body.log).strip()), redact(body.service)
    if not log:
        raise InvalidRequest("log: must not be empty")
    report = Report("", principal.tenant, service, log, 0.0)
    labels = {redact(name): redact(value) for name, value in body.labels.items()}
    question = Question(principal.tenant, service, log, profile_of(report).template, labels)
    matches = await opened.toolbox.search.search(question, body.k)
    return json_response({"matches": [match.to_wire() for match in matches if match.section.kind != RESOLUTION]})


@router.get("/{runbook_id:path}", response_model=RunbookAnswer)
async def show_runbook(runbook_id: str, principal: Viewer, opened: ServicesDep) -> Response:
    """One runbook with its Markdown."""
    runbook = await opened.toolbox.runbooks.runbook(principal.tenant, runbook_id)
    return json_response(_shown(runbook) | {"text": runbook.text})


@router.put(
    "/{runbook_id:path}",
    response_model=RunbookAnswer,
    openapi_extra=described(RunbookBody.model_json_schema(), "text/markdown"),
)
async def put_runbook(runbook_id: str, request: Request, principal: Admin, opened: ServicesDep) -> Response:
    """Store a runbook under its id, replacing the older version for this tenant: Markdown, or JSON with `text`."""
    toolbox, text = opened.toolbox, await _document(request)
    runbook = await put_document(toolbox.runbooks, toolbox.background, principal.tenant, runbook_id, text)
    await toolbox.accounts.audit(AuditEntry(principal.tenant, principal.username, AuditAction.RUNBOOK_PUT, runbook_id))
    return json_response(_shown(runbook))


@router.delete("/{runbook_id:path}", status_code=204)
async def delete_runbook(runbook_id: str, principal: Admin, opened: ServicesDep) -> Response:
    """Remove a runbook; a shipped one is hidden for this tenant only."""
    await opened.toolbox.runbooks.delete_runbook(principal.tenant, runbook_id)
    await opened.toolbox.accounts.audit(
        AuditEntry(principal.tenant, principal.username, AuditAction.RUNBOOK_DELETED, runbook_id)
    )
    return Response(status_code=204)


def _is_document(runbook: Runbook) -> bool:
    return runbook.source != RESOLUTION


def _shown(runbook: Runbook) -> dict[str, Any]:
    return {
        "runbook_id": runbook.runbook_id,
        "title": runbook.title,
        "source": runbook.source,
        "url": runbook.url,
    }


async def _document(request: Request) -> str:
    """Anything that is not called JSON is taken as the Markdown itself, as curl's --data-binary sends it."""
    if request.headers.get("content-type", "").lower().startswith("application/json"):
        body: RunbookBody = await read_json(request, RunbookBody)
        return body.text
    try:
        return (await request.body()).decode()
    except UnicodeDecodeError as error:
        raise ProblemError(400, "the runbook is not UTF-8 text") from error
