"""`POST /webhooks/{sender}`: takes what a sender posts and answers for each alert in it."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from api.deps import bearer, services_of
from api.http.api_parameters import SENDER, parameters
from api.http.direct import DirectRoute, described
from api.http.inbound import admitted, answer_to, reading_of, take
from api.http.responses import json_response
from api.http.sender_answers import SignalsAnswer
from api.http.slack import answer_to_ask, beside_signals

router = APIRouter(tags=["senders"], route_class=DirectRoute, dependencies=[Depends(bearer)])


@router.post(
    "/webhooks/{sender}", response_model=SignalsAnswer, openapi_extra=described({}, required=False) | parameters(SENDER)
)
async def receive_webhook(request: Request) -> Response:
    """Accept what a sender posts: 200 once all of it is durable, with one signal for each alert in the body.

    Unreadable parts among readable alerts are named and ignored. A failure that may pass is answered with 503 and
    `Retry-After`.
    """
    services = services_of(request)
    name = request.path_params["sender"]
    arrived, sender = await admitted(request, services, name)
    if sender.name == "slack" and (asked := await answer_to_ask(services, arrived)) is not None:
        return json_response(asked)
    reading = await reading_of(services, arrived, sender)
    taken = await take(services, arrived, sender, reading)
    more = beside_signals(arrived.posted, taken) if sender.name == "slack" else {}
    return json_response(answer_to(taken, arrived.warnings, **more))
