"""Acts on several incidents: a preview, then the act, then its undo."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from api.acts import incidents
from api.dashboard.acts import field
from api.dashboard.notes import MOST, Note, redirect_with_note
from api.dashboard.rendering import page
from api.dashboard.route import PageRoute
from api.dashboard.visitors import Visitor, Visits, form_of
from tools.errors import Conflict, IncidentResponderError, InvalidRequest, NotFound
from tools.nouns.incidents import Incident, Status
from tools.nouns.selectors import MergedTicket

router = APIRouter(route_class=PageRoute, include_in_schema=False, prefix="/ui")
_DONE = {"acknowledge": "acknowledged", "resolve": "resolved", "merge": "merged"}
_TAKES = {
    "acknowledge": (Status.OPEN,),
    "resolve": (Status.OPEN, Status.ACKNOWLEDGED),
    "merge": (Status.OPEN, Status.ACKNOWLEDGED),
}
_LEFT_OUT = {
    Status.ACKNOWLEDGED: "somebody is already working on it",
    Status.RESOLVED: "it is already resolved",
    Status.MERGED: "it was merged into another",
}


@dataclass(frozen=True, slots=True)
class Planned:
    """One selected incident; `why_not` is empty if the act applies to it."""

    ticket: Incident
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """One incident on which the act failed, and why."""

    incident_id: str
    why: str


@router.post("/bulk")
async def preview(request: Request, visitor: Visits) -> Response:
    """Show what would be done to each incident."""
    form = await form_of(request)
    act, ids = _act(form), _ids(form)
    planned = [_planned(act, await visitor.toolbox.store.incident(visitor.tenant, each)) for each in ids]
    doable = [each.ticket for each in planned if not each.why_not]
    into = min(doable, key=lambda each: each.first_seen, default=None) if act == "merge" else None
    return await page(
        request,
        "bulk.html",
        visitor,
        active="incidents",
        act=act,
        planned=planned,
        doable=doable,
        into=into,
        back=_back(form),
    )


@router.post("/bulk/apply")
async def apply(request: Request, visitor: Visits) -> Response:
    """Do the act on one incident after the other: failures are reported and do not stop the others."""
    form = await form_of(request)
    act, ids, into = _act(form), _ids(form), field(form, "into")
    if act == "resolve" and not field(form, "resolution"):
        raise InvalidRequest("resolution: say what fixed them")
    if act == "merge" and into not in ids:
        raise InvalidRequest("into: choose which of them the others are merged into")
    ids = [each for each in ids if each != into]
    done, failed = await _each(ids, lambda each: _do(visitor, act, each, form))
    if failed:
        note = Note(_DONE[act], tuple(done), into) if done else None
        return await _not_all(request, visitor, failed, _back(form), note)
    return redirect_with_note(_back(form), _DONE[act], *done, into=into)


@router.post("/undo")
async def undo(request: Request, visitor: Visits) -> Response:
    """Undo the act of a note."""
    form = await form_of(request)
    word, ids, into = field(form, "word"), _ids(form), field(form, "into")
    ways: dict[str, Callable[[str], Awaitable[Incident]]] = {
        "acknowledged": lambda each: incidents.give_back(visitor.toolbox, visitor.caller, each),
        "resolved": lambda each: incidents.reopen(visitor.toolbox, visitor.caller, each, "the resolution was undone"),
        "merged": lambda each: incidents.split(visitor.toolbox, visitor.caller, into, MergedTicket(each), "undone"),
        "split": lambda each: incidents.merge(visitor.toolbox, visitor.caller, each, into, "undone"),
    }
    if word not in ways:
        raise InvalidRequest("this cannot be undone")
    done, failed = await _each(ids, ways[word])
    if failed:
        return await _not_all(request, visitor, failed, "/ui/", None)
    return redirect_with_note("/ui/" if len(done) > 1 else f"/ui/incidents/{into or done[0]}", "undone")


async def _not_all(
    request: Request, visitor: Visitor, failed: Sequence[Failed], back: str, note: Note | None
) -> Response:
    return await page(
        request, "bulk_failed.html", visitor, active="incidents", status=409, failed=failed, back=back, note=note
    )


async def _each(
    ids: Sequence[str], act: Callable[[str], Awaitable[Incident]]
) -> tuple[Sequence[str], Sequence[Failed]]:
    done, failed = list[str](), list[Failed]()
    for each in ids:
        try:
            await act(each)
            done.append(each)
        except (Conflict, NotFound) as error:
            failed.append(Failed(each, str(error)))
        except IncidentResponderError as error:
            if not done:
                raise
            failed.append(Failed(each, str(error)))
    return done, failed


async def _do(visitor: Visitor, act: str, incident_id: str, form: FormData) -> Incident:
    toolbox, caller = visitor.toolbox, visitor.caller
    if act == "acknowledge":
        return await incidents.acknowledge(toolbox, caller, incident_id)
    if act == "merge":
        return await incidents.merge(toolbox, caller, incident_id, field(form, "into"), field(form, "reason"))
    text, release = field(form, "resolution"), field(form, "release")
    return await incidents.resolve(toolbox, caller, incident_id, text=text, release=release)


def _planned(act: str, ticket: Incident) -> Planned:
    return Planned(ticket, "" if ticket.status in _TAKES[act] else _LEFT_OUT[ticket.status])


def _act(form: FormData) -> str:
    act = field(form, "act")
    if act not in _DONE:
        raise InvalidRequest(f"act: use {', '.join(_DONE)}")
    return act


def _ids(form: FormData) -> list[str]:
    ids = list(dict.fromkeys(str(each) for each in form.getlist("id")))
    if not ids:
        raise InvalidRequest("id: select at least one incident")
    if len(ids) > MOST:
        raise InvalidRequest(f"id: select at most {MOST} incidents at once")
    return ids


def _back(form: FormData) -> str:
    """The address of the list from which the act was started."""
    back = field(form, "back")
    return back if back.startswith("/ui/?") else "/ui/"
