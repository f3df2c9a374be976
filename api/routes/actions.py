"""What people do with an incident: resolve, acknowledge, comment, judge the advice, merge, split."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from agents.context import Context
from api.acts.resolving import resolve
from api.auth.accounts import Principal
from api.deps import IdempotencyKey, Responder, ServicesDep
from api.http.answers import IncidentAnswer
from api.http.idempotency import once
from api.http.schemas import CommentBody, FeedbackBody, MergeBody, NoFields, ResolveBody, SplitBody
from api.http.wire import incident
from api.services import Services
from graph.advising import advise, report_of
from tools.nouns.events import Feedback
from tools.nouns.incidents import Incident, Resolution
from tools.ports import TicketStore
from tools.text.redaction.redact import redact

router = APIRouter(tags=["actions"])


@dataclass(frozen=True, slots=True)
class Acting:
    """One act of one person: run at most once per Idempotency-Key, answered with the incident."""

    request: Request
    principal: Principal
    opened: Services

    @property
    def who(self) -> str:
        """For the timeline and the audit; what people write of themselves is only text."""
        return self.principal.username

    @property
    def tenant(self) -> str:
        """Whose incidents."""
        return self.principal.tenant

    @property
    def store(self) -> TicketStore:
        """Where it becomes true."""
        return self.opened.toolbox.store

    async def answer(self, act: Callable[[], Awaitable[Incident]]) -> Response:
        """Act, or give the answer that the same key got before."""

        async def work() -> dict[str, Any]:
            return incident(await act())

        return await once(self.request, self.opened, self.principal, work)


async def _acting(request: Request, principal: Responder, opened: ServicesDep, _key: IdempotencyKey = None) -> Acting:
    return Acting(request, principal, opened)


Act = Annotated[Acting, Depends(_acting)]


@router.post("/resolve", response_model=IncidentAnswer)
async def resolve_incident(body: ResolveBody, act: Act) -> Response:
    """Close an incident and say what fixed it. A repeat by the same `resolved_by` changes nothing."""
    resolution = Resolution(
        text=redact(body.resolution),
        by=redact(body.resolved_by),
        at=body.resolved_at.timestamp() if body.resolved_at else None,
        release=redact(body.release) if body.release else None,
    )
    return await act.answer(lambda: resolve(act.opened.toolbox, act.tenant, body.incident_id, resolution, act.who))


@router.post("/incidents/{incident_id}/acknowledge", response_model=IncidentAnswer)
async def acknowledge_incident(incident_id: str, act: Act, _body: NoFields | None = None) -> Response:
    """Say that someone is on it."""
    return await act.answer(lambda: act.store.acknowledge(act.tenant, incident_id, act.who))


@router.post("/incidents/{incident_id}/comments", response_model=IncidentAnswer)
async def comment_incident(incident_id: str, body: CommentBody, act: Act) -> Response:
    """Add a remark to the timeline."""
    text = redact(body.text)
    return await act.answer(lambda: act.store.comment(act.tenant, incident_id, text, act.who))


@router.post("/incidents/{incident_id}/feedback", response_model=IncidentAnswer)
async def judge_advice(incident_id: str, body: FeedbackBody, act: Act) -> Response:
    """Say whether the advice, or one step of it, helped."""
    said = Feedback(helpful=body.helpful, step=body.step, text=redact(body.text or ""))
    return await act.answer(lambda: act.store.feedback(act.tenant, incident_id, said, act.who))


@router.post("/incidents/{incident_id}/advise", response_model=IncidentAnswer)
async def advise_again(incident_id: str, act: Act, _body: NoFields | None = None) -> Response:
    """Run retrieval and advice again, with the runbooks and resolutions of now."""
    return await act.answer(lambda: _advised(act, incident_id))


@router.post("/incidents/{incident_id}/merge", response_model=IncidentAnswer)
async def merge_incident(incident_id: str, body: MergeBody, act: Act) -> Response:
    """Join this incident into another live one, now and for what later matches it."""
    reason = redact(body.reason or "")
    return await act.answer(lambda: act.store.merge(act.tenant, incident_id, body.into, reason, act.who))


@router.post("/incidents/{incident_id}/split", response_model=IncidentAnswer)
async def split_incident(incident_id: str, body: SplitBody, act: Act) -> Response:
    """Give a part of this incident a life of its own; answers with the incident that now stands alone."""
    reason = redact(body.reason or "")
    return await act.answer(lambda: act.store.split(act.tenant, incident_id, body.selector, reason, act.who))


async def _advised(act: Acting, incident_id: str) -> Incident:
    ticket = await act.store.incident(act.tenant, incident_id)
    report = await report_of(act.store, ticket)
    dossier = await advise(act.opened.agents, ticket, report, Context())
    await act.store.save_advice(act.tenant, incident_id, dossier, again=True, actor=act.who)
    return await act.store.incident(act.tenant, incident_id)
