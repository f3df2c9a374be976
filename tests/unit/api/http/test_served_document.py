"""The description of the API is made once, and beside the event loop."""

import asyncio
import threading

import httpx
from fastapi import FastAPI

from tests.support.application import client_of


async def test_the_description_is_made_once_beside_the_event_loop(app: FastAPI) -> None:
    describe, made_by = app.openapi, list[threading.Thread]()

    def describing() -> dict[str, object]:
        made_by.append(threading.current_thread())
        return describe()

    app.openapi = describing  # type: ignore[method-assign]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as guest:
        answers = await asyncio.gather(*(guest.get("/openapi.json") for _ in range(3)))
        later = await guest.get("/openapi.json")
    assert len(made_by) == 1
    assert made_by[0] is not threading.main_thread()
    assert {answer.text for answer in answers} == {later.text}
    assert later.json() == describe()


async def test_who_goes_away_does_not_stop_it_for_others(app: FastAPI) -> None:
    async with client_of(app) as guest:
        impatient = asyncio.create_task(guest.get("/openapi.json"))
        await asyncio.sleep(0)
        impatient.cancel()
        answer: httpx.Response = await guest.get("/openapi.json")
    assert answer.json()["openapi"].startswith("3.")
