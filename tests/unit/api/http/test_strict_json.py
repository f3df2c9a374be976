"""A body of ours means one thing; what is said of one that does not names what and where."""

import httpx
import pytest

from api.http.problems import ProblemError
from api.http.strict_json import check_json, read_strictly
from tests.support.application import SignedIn

DOUBLED = '{"log": "disk full", "service": "db", "service": "api"}'
NOT_A_NUMBER = '{"log": "disk full", "service": "db", "labels": {"load": NaN}}'


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (DOUBLED, 'the name "service" appears twice in an object, at line 1 column'),
        ('[{"a": {"b": 1, "b": 1}}]', 'the name "b" appears twice'),
        (NOT_A_NUMBER, "NaN and Infinity are not JSON numbers, at line 1 column"),
        ('{"a": -Infinity}', "NaN and Infinity"),
        (' \n{"a": 1, "a": 2}', "line 2 column"),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(body: str, said: str) -> None:
    for read in (check_json, read_strictly):
        with pytest.raises(ProblemError) as refused:
            read(body.encode())
        assert (refused.value.status, said in refused.value.detail) == (400, True)


@pytest.mark.parametrize("body", ['{"a": 1}', "[]", "NaN", "{broken", "username=ann", "[a](b)", "", '{"a": 1e999}'])
def test_whatever_else_is_for_its_reader(body: str) -> None:
    check_json(body.encode())


def test_other_faults_are_named_too() -> None:
    with pytest.raises(ProblemError, match="not valid JSON"):
        read_strictly(b"{broken")


@pytest.mark.parametrize("body", [DOUBLED, NOT_A_NUMBER])
async def test_every_door_of_ours_refuses_it_and_no_sender_is_asked(signed_in: SignedIn, body: str) -> None:
    client = await signed_in("admin")
    headers = {"Content-Type": "application/json"}
    batch = '{"reports": [' + body + "]}"
    for method, path, sent in (
        ("POST", "/incident", body),
        ("POST", "/incidents/batch", batch),
        ("POST", "/keys", body),
        ("POST", "/login", body),
        ("PUT", "/runbooks/a", body),
        ("POST", "/incidents/inc_1/comments", body),
    ):
        answer = await client.request(method, path, content=sent, headers=headers)
        assert (path, answer.status_code) == (path, 400)
        assert "not valid JSON: " in answer.json()["detail"]
    taken = await client.post("/webhooks/generic", content=DOUBLED, headers=headers)
    assert taken.status_code == 200, taken.text


async def test_a_text_that_looks_like_json_is_a_text(signed_in: SignedIn) -> None:
    client: httpx.AsyncClient = await signed_in("responder")
    answer = await client.post("/incident?service=db", content=DOUBLED, headers={"Content-Type": "text/plain"})
    assert answer.status_code == 200, answer.text
