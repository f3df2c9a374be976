"""The forms on an incident's page. Each redirects back to the page, which confirms the act."""

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from api.acts import incidents
from api.dashboard.notes import redirect_with_note
from api.dashboard.route import PageRoute, is_part
from api.dashboard.visitors import Visits, form_of
from api.http.responses import json_response
from tools.errors import InvalidRequest
from tools.nouns.incidents import Incident
from tools.nouns.selectors import ChosenReports, MergedTicket, Selector, WholeFingerprint
from tools.times import rfc3339

router = APIRouter(route_class=PageRoute, include_in_schema=False, prefix="/ui/incidents/{incident_id}")


@router.post("/acknowledge")
async def acknowledge(incident_id: str, request: Request, visitor: Visits) -> Response:
    """Acknowledge the incident; a script gets the row's new data."""
    ticket = await incidents.acknowledge(visitor.toolbox, visitor.caller, incident_id)
    done = redirect_with_note(_page(incident_id), "acknowledged", incident_id)
    return json_response(_row(ticket)) if is_part(request) else done


@router.post("/give-back")
async def give_back(incident_id: str, request: Request, visitor: Visits) -> Response:
    """Withdraw an acknowledgement; a script gets the row's new data."""
    ticket = await incidents.give_back(visitor.toolbox, visitor.caller, incident_id)
    return json_response(_row(ticket)) if is_part(request) else redirect_with_note(_page(incident_id), "given-back")


@router.post("/resolve")
async def resolve(incident_id: str, request: Request, visitor: Visits) -> Response:
    """Resolve the incident and record what fixed it."""
    form = await form_of(request)
    text, release = field(form, "resolution"), field(form, "release")
    await incidents.resolve(visitor.toolbox, visitor.caller, incident_id, text=text, release=release)
    return redirect_with_note(_page(incident_id), "resolved", incident_id)


@router.post("/amend")
async def amend(incident_id: str, request: Request, visitor: Visits) -> Response:
    """Correct the resolution."""
    form = await form_of(request)
    text, release = field(form, "resolution"), field(form, "release")
    await incidents.amend(visitor.toolbox, visitor.caller, incident_id, text=text, release=release)
    return redirect_with_note(_page(incident_id), "amended")


@router.post("/reopen")
async def reopen(incident_id: str, request: Request, visitor: Visits) -> Response:
    """Reopen the incident."""
    reason = field(await form_of(request), "reason")
    await incidents.reopen(visitor.toolbox, visitor.caller, incident_id, reason)
    return redirect_with_note(_page(incident_id), "reopened")


@router.post("/comment")
async def comment(incident_id: str, request: Request, visitor: Visits) -> Response:
    """Add a comment."""
    text = field(await form_of(request), "text")
    await incidents.comment(visitor.toolbox, visitor.caller, incident_id, text)
    return redirect_with_note(f"{_page(incident_id)}#timeline", "commented")


@router.post("/feedback")
async def feedback(incident_id: str, request: Request, visitor: Visits) -> Response:
    """Rate the advice or one of its steps."""
    form = await form_of(request)
    step, helpful = field(form, "step"), field(form, "helpful")
    if helpful not in ("yes", "no") or not (step == "" or (step.isdecimal() and len(step) < 4)):
        raise InvalidRequest("helpful: say yes or no")
    await incidents.rate_advice(
        visitor.toolbox,
        visitor.caller,
        incident_id,
        helpful=helpful == "yes",
        step=int(step) if step else None,
        text=field(form, "text"),
    )
    return redirect_with_note(f"{_page(incident_id)}#advice", "rated")


@router.post("/advise")
async def advise(incident_id: str, visitor: Visits) -> Response:
    """Make new advice."""
    await incidents.advise_again(visitor.toolbox, visitor.caller, incident_id, visitor.services.agents)
    return redirect_with_note(f"{_page(incident_id)}#advice", "advised")


@router.post("/merge")
async def merge(incident_id: str, request: Request, visitor: Visits) -> Response:
    """Merge the incident into another."""
    form = await form_of(request)
    into = field(form, "into")
    await incidents.merge(visitor.toolbox, visitor.caller, incident_id, into, field(form, "reason"))
    return redirect_with_note(_page(into), "merged", incident_id, into=into)


@router.post("/split")
async def split(incident_id: str, request: Request, visitor: Visits) -> Response:
    """Split off a part of the incident."""
    form = await form_of(request)
    chosen = _selector(form)
    alone = await incidents.split(visitor.toolbox, visitor.caller, incident_id, chosen, field(form, "reason"))
    return redirect_with_note(_page(alone.incident_id), "split", alone.incident_id, into=incident_id)


def field(form: FormData, name: str) -> str:
    """The text of a form field; "" if it is missing or a file."""
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _selector(form: FormData) -> Selector:
    if merged := field(form, "merged"):
        return MergedTicket(merged)
    if fingerprint := field(form, "fingerprint"):
        return WholeFingerprint(fingerprint)
    if request_id := field(form, "request_id"):
        return ChosenReports(frozenset([request_id]))
    raise InvalidRequest("choose what to split off: a merged incident, a kind of message or a report")


def _page(incident_id: str) -> str:
    return f"/ui/incidents/{incident_id}"


def _row(ticket: Incident) -> dict[str, str | int | bool]:
    return {
        "incident_id": ticket.incident_id,
        "status": ticket.status.value,
        "severity": ticket.severity.name,
        "occurrences": ticket.occurrences,
        "last_seen": rfc3339(ticket.last_seen),
        "recovering": ticket.recovering_since is not None,
    }
