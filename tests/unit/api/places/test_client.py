"""The command line's client tells what went wrong over there, and what to do about it."""

import http.client
import json
import socket
import ssl
from collections.abc import Mapping
from pathlib import Path

import pytest

from api.places.client import ApiClient, checked_address, client_of
from tools.errors import (
    Conflict,
    Forbidden,
    IncidentResponderError,
    InvalidRequest,
    NotFound,
    Overloaded,
    TooLarge,
    Unavailable,
)

PROBLEM = {"Content-Type": "application/problem+json"}


class Wire:
    """Stands for the connection: remembers what is asked, and answers or fails as it is told."""

    def __init__(self, status: int = 200, body: object = None, headers: Mapping[str, str] = {}) -> None:
        self.status, self.headers, self.reason = status, headers, "Reason"
        self.said = json.dumps(body).encode()
        self.error: Exception | None = None
        self.asked: list[tuple[object, ...]] = []

    def request(self, *what: object) -> None:
        self.asked.append(what)
        if self.error:
            raise self.error

    def getresponse(self) -> "Wire":
        return self

    def getheader(self, name: str, default: str | None = None) -> str | None:
        return self.headers.get(name, default)

    def read(self) -> bytes:
        return self.said

    def close(self) -> None:
        """Nothing is open."""


def distrusted() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError("self-signed")
    error.verify_message = "self-signed certificate"
    return error


def talking(monkeypatch: pytest.MonkeyPatch, wire: Wire, address: str = "http://here:8000/base") -> ApiClient:
    monkeypatch.setattr(http.client, "HTTPConnection", lambda *_, **__: wire)
    return ApiClient(checked_address(address), "iir_secret")


def test_a_request_carries_the_key_the_prefix_and_what_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    wire = Wire(body={"a": 1})
    client = talking(monkeypatch, wire)
    assert client.get("/incidents", {"q": "a b", "cursor": None}) == {"a": 1}
    client.post("/incident", {"log": "x"}, "key-1")
    (_, path, body, headers), (_, _, sent, more) = wire.asked
    assert (path, body) == ("/base/incidents?q=a+b", None)
    assert headers["Authorization"] == "Bearer iir_secret"
    assert json.loads(sent) == {"log": "x"}
    assert more["Idempotency-Key"] == "key-1"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, InvalidRequest), (401, Forbidden), (403, Forbidden), (404, NotFound), (409, Conflict), (413, TooLarge),
        (422, InvalidRequest), (429, Overloaded), (500, Unavailable), (503, Unavailable),
    ],
)  # fmt: skip
def test_what_the_server_refuses_is_said_with_its_words(
    status: int, kind: type[IncidentResponderError], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = talking(monkeypatch, Wire(status, {"detail": "because"}, PROBLEM | {"Retry-After": "7"}))
    with pytest.raises(kind, match="because") as raised:
        client.get("/incidents")
    assert type(raised.value) is kind
    if status == 401:
        assert "INCIDENT_API_KEY" in str(raised.value)
    if isinstance(raised.value, Overloaded):
        assert raised.value.retry_after == 7
    if status == 503:
        assert raised.value.detail["retry_after"] == 7


def test_somebody_elses_answer_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    for headers, cure in (
        ({"Location": "https://there/"}, "it redirects to https://there/"),
        ({}, "the address of an"),
    ):
        client = talking(monkeypatch, Wire(302, "<html>", headers))
        with pytest.raises(Unavailable, match=cure):
            client.get("/incidents")


@pytest.mark.parametrize(
    ("error", "cure"),
    [
        (ConnectionRefusedError(111, "refused"), "incident-responder serve"),
        (TimeoutError(), "no answer within"),
        (socket.gaierror(-2, "Name or service not known"), "cannot be resolved"),
        (distrusted(), "SSL_CERT_FILE"),
        (http.client.RemoteDisconnected("closed"), "closed"),
    ],
)
def test_no_answer_is_told_with_what_to_do(error: Exception, cure: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wire = Wire()
    wire.error = error
    with pytest.raises(Unavailable, match=cure):
        talking(monkeypatch, wire).get("/incidents")


@pytest.mark.parametrize("address", ["localhost:8000", "ftp://a", "http://", "http://a:99999", "http://a:b/"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(InvalidRequest, match="is not an address"):
        checked_address(address)


@pytest.mark.parametrize("address", ["http://ada:pass@a", "http://a?key=b", "http://a#b"])
def test_nothing_else_stands_in_the_address(address: str) -> None:
    with pytest.raises(InvalidRequest, match="INCIDENT_API_KEY"):
        checked_address(address)


def test_the_key_comes_from_the_environment_or_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("INCIDENT_API_KEY", "INCIDENT_API_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(InvalidRequest, match="key add"):
        client_of("http://here")
    file = tmp_path / "key"
    monkeypatch.setenv("INCIDENT_API_KEY_FILE", str(file))
    with pytest.raises(InvalidRequest, match="cannot read"):
        client_of("http://here")
    file.write_text("iir_of_file\n", "utf-8")
    wire = Wire(body={})
    monkeypatch.setattr(http.client, "HTTPConnection", lambda *_, **__: wire)
    client_of("http://here").get("/me")
    monkeypatch.setenv("INCIDENT_API_KEY", "iir_of_environment")
    client_of("http://here").get("/me")
    assert [asked[3]["Authorization"] for asked in wire.asked] == ["Bearer iir_of_file", "Bearer iir_of_environment"]
    monkeypatch.setenv("INCIDENT_API_KEY", "two words")
    with pytest.raises(InvalidRequest, match="no key has"):
        client_of("http://here")
