"""`GET /audit`: who did what."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Query
from starlette.responses import Response

from api.acts.audit import audit_page
from api.deps import Admin, ServicesDep
from api.http.identity_answers import AuditList
from api.http.responses import json_response
from tools.nouns.accounts import AuditLine
from tools.nouns.json_types import Json
from tools.times import rfc3339

router = APIRouter(tags=["audit"])


@router.get("/audit", response_model=AuditList)
async def list_audit(
    principal: Admin,
    services: ServicesDep,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    tenant: Annotated[str, Query(max_length=64, description="Another tenant, or * for all; owners only.")] = "",
) -> Response:
    """Return the audit log of your tenant, newest line first. A page may be short even if older lines follow."""
    page = await audit_page(services.toolbox.accounts, principal.caller, limit, cursor, tenant)
    entries = [_entry(line) for line in page.lines]
    return json_response({"entries": entries, "next_cursor": page.next_cursor})


def _entry(line: AuditLine) -> Json:
    return {
        "seq": line.seq,
        "at": rfc3339(line.at),
        "actor": line.actor,
        "action": line.action,
        "subject": line.subject,
        "detail": orjson.loads(line.detail),
    }
