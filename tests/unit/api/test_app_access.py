"""Who may do what: role × endpoint × tenant."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.acts import users
from api.app import ROUTERS
from api.auth.passwords import PasswordHasher
from tests.support.application import SignedIn, client_of
from tools.nouns.tenants import Tenant
from tools.toolbox import Toolbox

TOMORROW = (datetime.now(UTC) + timedelta(days=1)).isoformat()
REPORT = {"log": "queue depth above 1000", "service": "mailer"}
VIEWER, RESPONDER, ADMIN, OWNER = 1, 2, 3, 4
ROLES = {"viewer": VIEWER, "responder": RESPONDER, "admin": ADMIN, "owner": OWNER}

# (method, path, body, the least role)
CALLS = [
    ("GET", "/incidents", None, VIEWER),
    ("GET", "/incidents/{id}", None, VIEWER),
    ("GET", "/incidents/{id}/activations", None, VIEWER),
    ("GET", "/incidents/{id}/explain", None, VIEWER),
    ("GET", "/reports/{request}", None, VIEWER),
    ("GET", "/runbooks", None, VIEWER),
    ("GET", "/runbooks/own/book", None, VIEWER),
    ("POST", "/runbooks/search", {"log": "queue depth"}, VIEWER),
    ("POST", "/incident", REPORT, RESPONDER),
    ("POST", "/incidents/batch", {"reports": [REPORT]}, RESPONDER),
    ("POST", "/incidents/{id}/acknowledge", {}, RESPONDER),
    ("POST", "/incidents/{id}/give-back", {}, RESPONDER),
    ("POST", "/incidents/{id}/severity", {"severity": "LOW"}, RESPONDER),
    ("POST", "/incidents/{id}/comments", {"text": "looking"}, RESPONDER),
    ("POST", "/incidents/{id}/feedback", {"helpful": True}, RESPONDER),
    ("POST", "/incidents/{id}/advise", {}, RESPONDER),
    ("POST", "/incidents/{id}/merge", {"into": "{other}"}, RESPONDER),
    ("POST", "/incidents/{id}/split", {"merged_incident_id": "{other}"}, RESPONDER),
    ("POST", "/resolve", {"incident_id": "{id}", "resolution": "more workers", "resolved_by": "a"}, RESPONDER),
    ("PATCH", "/incidents/{id}/resolution", {"resolution": "more memory"}, RESPONDER),
    ("POST", "/incidents/{id}/reopen", {"reason": "not fixed"}, RESPONDER),
    ("GET", "/signals", None, VIEWER),
    ("GET", "/analytics/summary", None, VIEWER),
    ("POST", "/webhooks/generic", {"text": "queue depth above 1000"}, RESPONDER),
    ("POST", "/changes", {"service": "mailer", "text": "deployed"}, RESPONDER),
    ("POST", "/v1/logs", {"resourceLogs": []}, RESPONDER),
    ("POST", "/api/v2/alerts", [], RESPONDER),
    ("POST", "/keys", {"name": "prometheus", "scopes": ["report"]}, ADMIN),
    ("GET", "/keys", None, ADMIN),
    ("GET", "/audit", None, ADMIN),
    ("GET", "/deliveries", None, VIEWER),
    ("POST", "/deliveries/{delivery}/replay", {}, RESPONDER),
    ("POST", "/deliveries/replay?destination=none", {}, RESPONDER),
    ("GET", "/silences", None, VIEWER),
    ("POST", "/silences", {"match": {"service": "mailer"}, "until": TOMORROW, "reason": "maintenance"}, RESPONDER),
    ("DELETE", "/silences/{silence}", None, RESPONDER),
    ("POST", "/users", {"username": "newcomer"}, ADMIN),
    ("GET", "/users", None, ADMIN),
    ("PATCH", "/users/{user}", {"disabled": True}, ADMIN),
    ("POST", "/users/{user}/password", {}, ADMIN),
    ("GET", "/users/{user}/sessions", None, ADMIN),
    ("DELETE", "/users/{user}/sessions", None, ADMIN),
    ("DELETE", "/users/{user}", None, ADMIN),
    ("POST", "/tenants", {"name": "initech"}, OWNER),
    ("GET", "/tenants", None, OWNER),
    ("PATCH", "/tenants/{tenant}", {"state": "suspended"}, OWNER),
    ("GET", "/tenants/{tenant}/export", None, OWNER),
    ("DELETE", "/tenants/{tenant}", None, OWNER),
    ("POST", "/tenants/{tenant}/restore", {}, OWNER),
    ("PUT", "/keys/{key}/signing-secret", {"signing_secret": "a very long secret"}, ADMIN),
    ("DELETE", "/keys/{key}/signing-secret", None, ADMIN),
    ("DELETE", "/keys/{key}", None, ADMIN),
    ("PUT", "/runbooks/own/book", {"text": "# Own book\n\nSome text."}, ADMIN),
    ("DELETE", "/runbooks/own/book", None, ADMIN),
]
# Things of one tenant, asked for by another: as if they did not exist.
NAMES = ("{id}", "{request}", "{key}", "{user}")
OWNED = [call for call in CALLS if any(name in call[1] + str(call[2]) for name in NAMES)]
# What every user does with their own account, whatever the role.
OWN = {
    ("GET", "/me"), ("POST", "/me/password"), ("GET", "/me/sessions"), ("DELETE", "/me/sessions/{session_id}"),
    ("POST", "/logout"),
}  # fmt: skip
# What no key does, whatever its scopes.
FOR_PEOPLE = {("POST", "/keys"), *((method, path) for method, path, *_ in CALLS if path.startswith("/users"))} - {
    ("GET", "/users")
}
# What keys may do by their scopes; each may do all of a user's role, and one with `report` alone only this.
REPORTING = {
    ("POST", "/incident"), ("POST", "/incidents/batch"), ("GET", "/reports/{request}"), ("POST", "/webhooks/generic"),
    ("POST", "/v1/logs"), ("POST", "/api/v2/alerts"), ("POST", "/changes"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few rounds: how strong a stored password is, is no matter of access."""
    monkeypatch.setattr(users, "PasswordHasher", lambda: PasswordHasher(rounds=4))


@pytest.fixture
async def names(signed_in: SignedIn, toolbox: Toolbox) -> dict[str, str]:
    """An incident, its report, another incident, a key and a runbook of the tenant `acme`."""
    admin = await signed_in("admin", "acme")
    first = (await admin.post("/incident", json=REPORT)).json()
    other = (await admin.post("/incident", json={"log": "certificate expired", "service": "edge"})).json()
    await admin.put("/runbooks/own/book", json={"text": "# Own book\n\nHow to empty a queue."})
    key = (await admin.post("/keys", json={"name": "some machine", "scopes": ["report"]})).json()["key_id"]
    await admin.post("/users", json={"username": "someone"})
    named = {"id": first["incident_id"], "request": first["request_id"], "other": other["incident_id"]}
    await toolbox.accounts.tenants.add(Tenant(name="umbrella", maker="ann"))
    return named | {"key": key, "user": "someone", "tenant": "umbrella", "delivery": "dlv_none", "silence": "sil_none"}


def filled(value: object, names: dict[str, str]) -> object:
    if isinstance(value, dict):
        return {key: filled(item, names) for key, item in value.items()}
    return value.format(**names) if isinstance(value, str) and "{" in value else value


async def call(client: httpx.AsyncClient, names: dict[str, str], method: str, path: str, body: object) -> int:
    answer = await client.request(method, path.format(**names), json=filled(body, names))
    return answer.status_code


@pytest.mark.parametrize(("method", "path", "body", "least"), CALLS)
async def test_a_role_may_do_its_part_and_no_more(
    signed_in: SignedIn, guest: httpx.AsyncClient, names: dict[str, str], method: str, path: str, body, least: int
) -> None:
    assert await call(guest, names, method, path, body) == 401
    for role, rank in ROLES.items():
        status = await call(await signed_in(role, "acme"), names, method, path, body)
        assert status == 403 if rank < least else status in (200, 201, 204, 404, 409), (role, status)


async def test_who_may_not_learns_nothing_of_a_body(
    signed_in: SignedIn, guest: httpx.AsyncClient, names: dict[str, str]
) -> None:
    """The door asks before it reads: what is wrong with a body is said to those who may send one."""
    calls = [(method, path) for method, path, body, least in CALLS if least > VIEWER and isinstance(body, dict)]
    viewer = await signed_in("viewer", "acme")
    assert {await call(guest, names, *each, {"no_such_field": 1}) for each in calls} == {401}
    told = {each: await call(viewer, names, *each, {"no_such_field": 1}) for each in calls}
    assert {each: status for each, status in told.items() if status != 403} == {}


@pytest.mark.parametrize(("method", "path"), sorted(OWN))
async def test_the_own_account_needs_somebody(guest: httpx.AsyncClient, method: str, path: str) -> None:
    assert (await guest.request(method, path.format(session_id="s"), json={})).status_code == 401


@pytest.mark.parametrize(("method", "path", "body", "least"), CALLS)
async def test_a_key_may_do_what_its_scopes_say(
    app: FastAPI, signed_in: SignedIn, names: dict[str, str], method: str, path: str, body, least: int
) -> None:
    admin = await signed_in("admin", "acme")
    for scope, rank in (("report", 0), ("read", VIEWER), ("respond", RESPONDER), ("admin", ADMIN)):
        made = (await admin.post("/keys", json={"name": scope, "scopes": [scope]})).json()
        async with client_of(app, **{"X-API-Key": made["key"]}) as machine:
            status = await call(machine, names, method, path, body)
        allowed = (method, path) in REPORTING if scope == "report" else rank >= least
        allowed = allowed and (method, path) not in FOR_PEOPLE
        assert status in (200, 201, 204, 404, 409) if allowed else status == 403, (scope, status)


@pytest.mark.parametrize(("method", "path", "body", "least"), OWNED)
async def test_another_tenant_sees_nothing(
    signed_in: SignedIn, names: dict[str, str], method: str, path: str, body, least: int
) -> None:
    assert await call(await signed_in("admin", "globex"), names, method, path, body) == 404


async def test_the_same_problem_of_two_tenants_is_two_incidents(signed_in: SignedIn, names: dict[str, str]) -> None:
    globex = await signed_in("admin", "globex")
    answer = (await globex.post("/incident", json=REPORT | {"tenant": "acme"})).json()
    assert (answer["status"], answer["occurrences"]) == ("new", 1)
    assert answer["incident_id"] != names["id"]
    assert (await globex.get("/incidents")).json()["count"] == 1
    assert [item["runbook_id"] for item in (await globex.get("/runbooks")).json()["runbooks"]] == []
    assert (await globex.get("/runbooks/own/book")).status_code == 404


async def test_what_is_open_to_all(guest: httpx.AsyncClient) -> None:
    for path in ("/healthz", "/readyz", "/docs", "/openapi.json", "/metrics"):
        assert (await guest.get(path)).status_code == 200, path
    for path in ("/healthz", "/readyz"):
        assert (await guest.head(path)).status_code == 200, path
    assert (await guest.get("/")).headers["location"] == "/docs"


async def test_metrics_are_for_loopback_only(app: FastAPI) -> None:
    for address, status in (("127.0.0.1", 200), ("::1", 200), ("192.0.2.1", 403), ("what a proxy passed on", 403)):
        async with client_of(app, address) as client:
            assert (await client.get("/metrics")).status_code == status, address


def test_the_table_names_every_route() -> None:
    """Pages know people by their session, and have tests of their own."""
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    served = {
        (method, re.sub(r":\w+}", "}", route.path))
        for route in routes
        for method in route.methods - {"HEAD"}
        if not route.path.startswith("/ui")
    }
    public = {("GET", "/healthz"), ("GET", "/readyz"), ("GET", "/metrics"), ("POST", "/login"), ("GET", "/")}
    public |= {("GET", "/problems/{kind}")}
    streams_and_aliases = {("GET", "/events"), ("POST", "/{prefix}/api/v2/alerts")}
    shapes = {
        "{tenant}": "{name}",
        "{delivery}": "{delivery_id}",
        "{silence}": "{silence_id}",
        "{user}": "{username}",
        "{id}": "{incident_id}",
        "{request}": "{request_id}",
        "{key}": "{key_id}",
    }
    shapes |= {"/generic": "/{sender}", "own/book": "{runbook_id}"}
    named = set()
    for method, path, _, _ in CALLS:
        for short, whole in shapes.items():
            path = path.replace(short, whole)
        named.add((method, path.partition("?")[0]))
    assert named | public | OWN | streams_and_aliases == served


def test_errors_are_documented_as_what_they_are(app) -> None:
    operations = [operation for methods in app.openapi()["paths"].values() for operation in methods.values()]
    refusals = [told for each in operations for status, told in each["responses"].items() if status >= "4"]
    assert {tuple(each["content"]) for each in refusals} == {("application/problem+json",)}
