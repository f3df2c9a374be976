"""What people do with an incident: resolve, acknowledge, comment, judge the advice, merge, split."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from agents.context import Context
from api.answers import IncidentAnswer
from api.authentication import Principal
from api.deps import IdempotencyKey, Responder, ServicesDep
from api.idempotency import once
from api.resolving import resolve
from api.schemas import CommentBody, FeedbackBody, MergeBody, NoFields, ResolveBody, SplitBody
from api.services import Services
from api.wire import incident
from graph.advising import advise
from tools.errors import Conflict
from tools.text.redact import redact
from tools.types import Incident, Resolution

router = APIRouter(tags=["actions"])


@router.post("/resolve", response_model=IncidentAnswer)
async def resolve_incident(
    body: ResolveBody, request: Request, principal: Responder, opened: ServicesDep, _key: IdempotencyKey = None
) -> Response:
    """Close an incident and say what fixed it. A repeat by the same `resolved_by` changes nothing."""
    resolution = Resolution(
        text=redact(body.resolution),
        by=redact(body.resolved_by),
        at=body.resolved_at.timestamp() if body.resolved_at else None,
        release=body.release or None,
    )
    return await _acted(
        request,
        opened,
        principal,
        lambda: resolve(opened.toolbox, principal.tenant, body.incident_id, resolution, principal.username),
    )


@router.post("/incidents/{incident_id}/acknowledge", response_model=IncidentAnswer)
async def acknowledge_incident(
    incident_id: str,
    request: Request,
    principal: Responder,
    opened: ServicesDep,
    _body: NoFields | None = None,
    _key: IdempotencyKey = None,
) -> Response:
    """Say that someone is on it."""
    store = opened.toolbox.store
    return await _acted(
        request, opened, principal, lambda: store.acknowledge(principal.tenant, incident_id, principal.username)
    )


@router.post("/incidents/{incident_id}/comments", response_model=IncidentAnswer)
async def comment_incident(
    incident_id: str,
    body: CommentBody,
    request: Request,
    principal: Responder,
    opened: ServicesDep,
    _key: IdempotencyKey = None,
) -> Response:
    """Add a remark to the timeline."""
    store, text = opened.toolbox.store, redact(body.text)
    return await _acted(
        request, opened, principal, lambda: store.comment(principal.tenant, incident_id, text, principal.username)
    )


@router.post("/incidents/{incident_id}/feedback", response_model=IncidentAnswer)
async def judge_advice(
    incident_id: str,
    body: FeedbackBody,
    request: Request,
    principal: Responder,
    opened: ServicesDep,
    _key: IdempotencyKey = None,
) -> Response:
    """Say whether the advice, or one step of it, helped."""
    store = opened.toolbox.store
    said: dict[str, Any] = {"helpful": body.helpful}
    said |= {"step": body.step} if body.step is not None else {}
    said |= {"text": redact(body.text)} if body.text else {}
    return await _acted(
        request, opened, principal, lambda: store.feedback(principal.tenant, incident_id, said, principal.username)
    )


@router.post("/incidents/{incident_id}/advise", response_model=IncidentAnswer)
async def advise_again(
    incident_id: str,
    request: Request,
    principal: Responder,
    opened: ServicesDep,
    _body: NoFields | None = None,
    _key: IdempotencyKey = None,
) -> Response:
    """Run retrieval and advice again, with the runbooks and resolutions of now."""
    return await _acted(request, opened, principal, lambda: _advised(opened, principal, incident_id))


@router.post("/incidents/{incident_id}/merge", response_model=IncidentAnswer)
async def merge_incident(
    incident_id: str,
    body: MergeBody,
    request: Request,
    principal: Responder,
    opened: ServicesDep,
    _key: IdempotencyKey = None,
) -> Response:
    """Join this incident into another live one, now and for what later matches it."""
    store, reason = opened.toolbox.store, redact(body.reason or "")
    return await _acted(
        request,
        opened,
        principal,
        lambda: store.merge(principal.tenant, incident_id, body.into, reason, principal.username),
    )


@router.post("/incidents/{incident_id}/split", response_model=IncidentAnswer)
async def split_incident(
    incident_id: str,
    body: SplitBody,
    request: Request,
    principal: Responder,
    opened: ServicesDep,
    _key: IdempotencyKey = None,
) -> Response:
    """Give a part of this incident a life of its own; answers with the incident that now stands alone."""
    store, reason = opened.toolbox.store, redact(body.reason or "")
    return await _acted(
        request,
        opened,
        principal,
        lambda: store.split(principal.tenant, incident_id, body.selector, reason, principal.username),
    )


async def _acted(
    request: Request, opened: Services, principal: Principal, act: Callable[[], Awaitable[Incident]]
) -> Response:
    async def work() -> dict[str, Any]:
        return incident(await act())

    return await once(request, opened, principal, work)


async def _advised(opened: Services, principal: Principal, incident_id: str) -> Incident:
    store, tenant = opened.toolbox.store, principal.tenant
    ticket = await store.incident(tenant, incident_id)
    request_id = next((item.data["request_id"] for item in ticket.timeline if "request_id" in item.data), None)
    if request_id is None:
        raise Conflict("the report that opened this incident is no longer kept: there is nothing to advise on")
    report = await store.report(tenant, request_id)
    dossier = await advise(opened.agents, ticket, report, Context())
    await store.save_advice(tenant, incident_id, dossier, again=True, actor=principal.username)
    return await store.incident(tenant, incident_id)
