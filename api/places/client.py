"""A small client of our own API for the command line: the standard library's HTTP, imported in 20 ms."""

import http.client
import json
import os
import socket
import ssl
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote, urlencode, urlsplit

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
from tools.nouns.json_types import Stored

Query = Mapping[str, str | None]
KEY, KEY_FILE = "INCIDENT_API_KEY", "INCIDENT_API_KEY_FILE"
# Longer than a server waits for advice (ADVICE_WAIT_SECONDS, at most 60).
ANSWER_SECONDS = 90.0
_ERRORS: Mapping[int, type[IncidentResponderError]] = {
    HTTPStatus.BAD_REQUEST: InvalidRequest,
    HTTPStatus.FORBIDDEN: Forbidden,
    HTTPStatus.NOT_FOUND: NotFound,
    HTTPStatus.CONFLICT: Conflict,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: TooLarge,
    HTTPStatus.UNPROCESSABLE_ENTITY: InvalidRequest,
}
_MAKE_ONE = f"make one there with `incident-responder key add NAME --scope respond`, and set {KEY} or {KEY_FILE}"


class ApiClient:
    """Sends requests to one server with one key, each over a connection of its own: a command sends one or two."""

    def __init__(self, address: str, key: str) -> None:
        """`address` must come from `checked_address`."""
        self.address = address
        parts = urlsplit(address)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(parts.hostname or "", parts.port, timeout=ANSWER_SECONDS)
        self._prefix = parts.path.rstrip("/")
        self._headers = {"Authorization": f"Bearer {key}", "User-Agent": "incident-responder", "Connection": "close"}

    def get(self, path: str, query: Query | None = None) -> Any:
        """Return the answer's JSON. Query parameters that are None are not sent."""
        return json.loads(self.text(path, query or {}))

    def text(self, path: str, query: Query) -> str:
        """Return the answer as text."""
        asked = {name: value for name, value in query.items() if value is not None}
        return self.send("GET", f"{path}?{urlencode(asked)}" if asked else path)

    def post(self, path: str, body: Stored, key: str | None = None) -> Any:
        """Return the answer's JSON. A repeat with the same idempotency `key` is done once."""
        return json.loads(self.send("POST", path, body, key))

    def send(self, method: str, path: str, body: Stored | None = None, key: str | None = None) -> str:
        """Return the answer as text.

        Raises Unavailable if no answer comes. If the server refuses, raises the error that its status stands for, with
        `retry_after` among the details if the server named it.
        """
        sent = None if body is None else json.dumps(body).encode()
        more = {} if sent is None else {"Content-Type": "application/json"}
        if key:
            more["Idempotency-Key"] = key
        try:
            self._connection.request(method, self._prefix + path, sent, self._headers | more)
            answer = self._connection.getresponse()
            said = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Unavailable(f"{self.address}: {_why(error)}") from error
        if not 200 <= answer.status < 300:
            self._refuse(answer, said)
        return said.decode("utf-8", "replace")

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        self._connection.close()

    def _refuse(self, answer: http.client.HTTPResponse, said: bytes) -> NoReturn:
        status, wait = answer.status, answer.getheader("Retry-After")
        more = {"retry_after": float(wait)} if wait and wait.isdigit() else {}
        if answer.getheader("Content-Type", "").partition(";")[0] != "application/problem+json":
            moved = answer.getheader("Location")
            where = f"it redirects to {moved}: use that" if moved else "is it the address of an incident responder?"
            raise Unavailable(f"{self.address} answered {status} {answer.reason}, unlike our API: {where}")
        text = f"{json.loads(said)['detail']} ({self.address})"
        if status == HTTPStatus.UNAUTHORIZED:
            raise Forbidden(f"{text}: {_MAKE_ONE}")
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise Overloaded(text, more.get("retry_after", 1.0))
        if status in _ERRORS:
            raise _ERRORS[status](text)
        raise Unavailable(text, **more)


def client_of(address: str) -> ApiClient:
    """Return a client with the environment's key. Raises InvalidRequest for an impossible address or key."""
    return ApiClient(checked_address(address), _key(os.environ))


def checked_address(address: str) -> str:
    """Return the address without a slash at its end. Raises InvalidRequest."""
    try:
        parts = urlsplit(address.strip())
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise InvalidRequest(f"--api: {address[:80]} is not an address: write, for example, http://127.0.0.1:8000")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise InvalidRequest(f"--api: leave out user name, password and query of the address; the key goes in {KEY}")
    return address.strip().rstrip("/")


def segment(text: str) -> str:
    """Quote a text as one segment of a path."""
    return quote(text, safe="")


def _key(environment: Mapping[str, str]) -> str:
    key, name = environment.get(KEY, ""), environment.get(KEY_FILE)
    if not key and name:
        try:
            key = Path(name).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidRequest(f"{KEY_FILE}: cannot read {name}: {error}") from error
    key = key.strip()
    if not key:
        raise InvalidRequest(f"a server needs a key: {_MAKE_ONE}")
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise InvalidRequest(f"{KEY}: it contains characters that no key has")
    return key


def _why(error: Exception) -> str:
    """Explain an error in a sentence, with what to do."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({error.verify_message}): set SSL_CERT_FILE to the authority's"
    if isinstance(error, TimeoutError):
        return f"no answer within {ANSWER_SECONDS:.0f} seconds: is the server overloaded?"
    if isinstance(error, socket.gaierror):
        return f"the name cannot be resolved ({error.strerror}): correct --api or INCIDENT_API_URL"
    if isinstance(error, ConnectionRefusedError):
        return "nothing listens there: start it with `incident-responder serve`, or correct --api or INCIDENT_API_URL"
    return f"no answer ({error or type(error).__name__})"
