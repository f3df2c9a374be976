"""Refuses unknown query parameters: ignoring a filter would answer a different question."""

import difflib

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.requests import Request

from api.http.problems import ProblemError

_NEAR = 0.6
_MOST_NAMED = 5


def refuse_unknown_names(request: Request) -> None:
    """Check a route that reads. Raises ProblemError 422 naming the unknown parameters and the known ones."""
    if request.method != "GET" or not request.scope["query_string"]:
        return
    route = request.scope.get("route")
    known = _names_of(route.dependant) if isinstance(route, APIRoute) else None
    unknown = [name for name in dict.fromkeys(request.query_params) if known is not None and name not in known]
    if known is None or not unknown:
        return
    errors = [{"field": name[:64], "message": _told(name[:64], known)} for name in unknown[:_MOST_NAMED]]
    detail = "; ".join(f"{each['field']}: {each['message']}" for each in errors)
    raise ProblemError(422, detail, errors=errors)


def _told(name: str, known: frozenset[str]) -> str:
    if near := difflib.get_close_matches(name.lower(), known, 1, _NEAR):
        return f"is not a parameter of this address: did you mean {near[0]}?"
    if not known:
        return "is not a parameter of this address, which takes none"
    return f"is not a parameter of this address, which takes {', '.join(sorted(known))}"


def _names_of(dependant: Dependant) -> frozenset[str]:
    """Return the names of the route's parameters and of those of its dependencies."""
    own = frozenset(field.alias for field in dependant.query_params)
    return own.union(*map(_names_of, dependant.dependencies))
