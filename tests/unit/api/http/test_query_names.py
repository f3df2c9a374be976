"""A filter that no route knows is refused by name, for an answer without it would be another one."""

import httpx
import pytest


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/incidents?enviroment=prod", "enviroment: is not a parameter of this address: did you mean environment?"),
        ("/incidents?status=OPEN&Limit=5", "did you mean limit?"),
        ("/incidents?colour=red", "which takes cursor, environment, "),
        ("/analytics/summary?zone=UTC&form=csv", "form: is not a parameter of this address: did you mean format?"),
        ("/runbooks?q=disk", "q: is not a parameter of this address, which takes cursor, limit"),
        ("/me?x=1", "which takes none"),
    ],
)
async def test_an_unknown_name_is_refused_with_the_right_one(
    responder: httpx.AsyncClient, address: str, told: str
) -> None:
    answer = await responder.get(address)
    assert answer.status_code == 422
    assert told in answer.json()["detail"]


async def test_known_names_probes_and_pages_are_left_alone(responder: httpx.AsyncClient) -> None:
    for address in ("/incidents?q=x&label=a:b&limit=1", "/analytics/summary?from=2026-01-01&tz=UTC", "/healthz?x=1"):
        assert (await responder.get(address)).status_code == 200
    assert (await responder.get("/ui/sign-in?utm_source=mail")).status_code == 200


async def test_the_refused_name_is_no_longer_than_needed(responder: httpx.AsyncClient) -> None:
    answer = await responder.get("/incidents", params={f"{number}{'x' * 500}": "1" for number in range(30)})
    assert len(answer.json()["errors"]) == 5
    assert all(len(each["field"]) <= 64 for each in answer.json()["errors"])


async def test_a_stranger_is_refused_as_a_stranger(guest: httpx.AsyncClient) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"X-API-Key": "iir_wrong"}):
        assert (await guest.get("/incidents?enviroment=prod", headers=headers)).status_code == 401
