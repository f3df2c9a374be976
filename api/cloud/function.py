"""One process of a function: opened once, on one event loop that runs only during invocations.

Mangum on its own would open and close the application at every request, or never. A new loop per invocation would leave
connections on a loop that has ended.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, Protocol, TypeVar

from fastapi import FastAPI
from mangum import Mangum

from api.app import create_app
from api.cloud import invocations
from api.cloud.events import Shape, shape_of
from api.cloud.fitness import check_settings
from api.http.problems import MEDIA_TYPE
from api.services import Services
from tools.nouns.json_types import Json
from tools.settings import Settings

T = TypeVar("T")
TEXT = ["text/", "application/json", "application/javascript", MEDIA_TYPE]
"""Bodies of these types are sent to the client unchanged; all others are encoded as Base64."""


class Invocation(Protocol):
    """Lambda's data about one invocation."""

    def get_remaining_time_in_millis(self) -> int:
        """The time until Lambda cuts the function off."""
        ...


class Function:
    """Answers events."""

    def __init__(self, app: FastAPI, loop: asyncio.AbstractEventLoop) -> None:
        self._app = app
        self._loop = loop
        self._life = app.router.lifespan_context(app)
        loop.run_until_complete(self._life.__aenter__())
        self._http = Mangum(app, lifespan="off", text_mime_types=TEXT)

    @classmethod
    def start(cls, settings: Settings | None = None) -> "Function":
        """Open everything. Raises Misconfigured for settings that a function cannot work with."""
        chosen = settings or Settings()
        check_settings(chosen)
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        return cls(create_app(chosen, background=False), loop)

    def answer(self, event: Json, invocation: Invocation) -> Any:
        """Return what Lambda passes on to the invoker. Raises if the whole event must be tried again."""
        shape = shape_of(event)
        if shape is Shape.HTTP:
            return self._http(event, invocation)  # type: ignore[arg-type]  # it is called with plain events
        return self._run(_work(shape, self._services, event, invocation.get_remaining_time_in_millis() / 1000))

    def end(self) -> None:
        """Shut down as a server does, for callers that ask for it; Lambda ends processes without asking."""
        self._run(self._life.__aexit__(None, None, None))

    @property
    def _services(self) -> Services:
        services: Services = self._app.state.services
        return services

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._loop.run_until_complete(work)


async def _work(shape: Shape, services: Services, event: Json, seconds: float) -> Json | None:
    """Do the work within `seconds`."""
    match shape:
        case Shape.QUEUE:
            return await invocations.queue(services, event)
        case Shape.TOPIC:
            return await invocations.signals(services, event, "sns")
        case Shape.EVENT:
            return await invocations.signals(services, event, "eventbridge")
        case Shape.SET_UP:
            return await invocations.set_up(services)
        case _:
            return await invocations.schedule(services, seconds)
