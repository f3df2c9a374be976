"""What log-in attempts are counted by."""

import pytest
from starlette.requests import Request

from api.http.problems import ProblemError
from api.http.rate_limits import LoginLimit
from api.http.sign_in import address_of


def from_(peer: str, forwarded: str = "") -> str:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    return address_of(Request({"type": "http", "client": (peer, 1), "headers": headers}))


def test_a_client_is_a_network_of_its_own() -> None:
    assert from_("192.0.2.7") == from_("::ffff:192.0.2.7") != from_("192.0.2.8")
    assert from_("2001:db8:0:1::7") == from_("2001:db8:0:1:ffff::1") != from_("2001:db8:0:2::7")
    assert from_("a socket") == "a socket"


def test_a_proxy_on_this_machine_hides_nobody() -> None:
    assert from_("127.0.0.1", "192.0.2.7") != from_("127.0.0.1", "192.0.2.8")
    assert from_("127.0.0.1", "9.9.9.9, 192.0.2.7") == from_("127.0.0.1", "192.0.2.7"), "the proxy speaks last"
    assert from_("192.0.2.9", "192.0.2.7") == from_("192.0.2.9"), "nobody else's word counts"


async def test_who_logged_in_from_there_is_not_locked_out_by_others() -> None:
    limit = LoginLimit("2/minute")

    async def attempt(account: str) -> None:
        await limit.attempt_at(account, "shared", crowded=await limit.attempt_from("shared"))

    await attempt("owner")
    await limit.succeeded("owner", "shared")
    for number in range(19):
        await attempt(f"guess {number}")
    with pytest.raises(ProblemError):
        await attempt("stranger")
    await attempt("owner")
    await attempt("owner")
    with pytest.raises(ProblemError):
        await attempt("owner")
