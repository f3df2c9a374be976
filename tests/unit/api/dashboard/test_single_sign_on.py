"""Signing in by another provider: only what it truly vouches for, for this client and this browser, gets in."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
from fastapi import FastAPI
from joserfc.jwk import OctKey, RSAKey
from pydantic import SecretStr

from api.acts.users import set_disabled
from api.auth.oidc import OidcProvider
from tests.support.application import settings_of
from tests.support.servers.oidc_provider import CLIENT, ISSUER, SECRET, OidcServer
from tools.errors import Misconfigured
from tools.nouns.callers import EVERYTHING, Caller
from tools.settings import Settings
from tools.toolbox import Toolbox

OWNER = Caller("", "ann", EVERYTHING)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_of(
        tmp_path,
        oidc_issuer=ISSUER,
        oidc_client_id=CLIENT,
        oidc_client_secret=SecretStr(SECRET),
        oidc_tenant_claim="org",
        public_url="http://127.0.0.1",
    )


@pytest.fixture
def provider(app: FastAPI, settings: Settings) -> OidcServer:
    server = OidcServer()
    oidc = OidcProvider(settings, httpx2.ASGITransport(server.app()))
    object.__setattr__(app.state.services, "oidc", oidc)
    return server


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield client


async def back(browser: httpx.AsyncClient, provider: OidcServer, going_to: str = "/ui/?q=disk") -> httpx.Response:
    """To the provider and back with what it says."""
    left = await browser.get("/ui/sign-in/sso", params={"next": going_to})
    assert left.status_code == 303
    async with httpx.AsyncClient(transport=httpx.ASGITransport(provider.app())) as elsewhere:
        told = await elsewhere.get(left.headers["location"])
    return await browser.get(told.headers["location"])


async def test_whom_the_provider_vouches_for_gets_in(browser, provider: OidcServer, toolbox: Toolbox) -> None:
    assert "single sign-on" in (await browser.get("/ui/sign-in")).text
    answer = await back(browser, provider)
    assert (answer.status_code, answer.headers["location"]) == (303, "/ui/?q=disk")
    assert (await browser.get("/ui/")).status_code == 200
    (account,) = [each for each in await toolbox.accounts.users() if each.username.startswith("sso:")]
    assert (account.tenant, account.role.word, account.password_hash) == ("acme", "responder", "-")
    provider.user["roles"] = "admin"
    await back(browser, provider)
    again = await toolbox.accounts.user(account.username)
    assert again is not None
    assert again.role.word == "admin", "the claims decide at each sign-in"


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another"},
        {"aud": ["another"], "azp": CLIENT},
        {"aud": [CLIENT, "another"]},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"azp": "another"},
        {"aud": None},
        {"iss": "https://evil.example"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"sub": None},
    ],
    ids=str,
)
async def test_an_identity_token_must_be_for_us_now(browser, provider: OidcServer, changes: dict[str, Any]) -> None:
    provider.changes = changes
    answer = await back(browser, provider)
    assert answer.status_code == 401
    assert "did not confirm" in answer.text
    assert (await browser.get("/ui/")).status_code == 303


async def test_two_audiences_with_us_as_the_party_are_fine(browser, provider: OidcServer) -> None:
    provider.changes = {"aud": [CLIENT, "another"], "azp": CLIENT}
    assert (await back(browser, provider)).status_code == 303


async def test_a_foreign_key_or_a_shared_secret_signs_nothing(browser, provider: OidcServer) -> None:
    provider.signing = RSAKey.generate_key(2048, {"kid": "one"})
    assert (await back(browser, provider)).status_code == 401
    provider.signing, provider.algorithm = OctKey.import_key(SECRET, {"kid": "one"}), "HS256"
    assert (await back(browser, provider)).status_code == 401


async def test_a_new_key_of_the_provider_is_asked_for(browser, provider: OidcServer) -> None:
    assert (await back(browser, provider)).status_code == 303
    provider.key = provider.signing = RSAKey.generate_key(2048, {"kid": "two"})
    assert (await back(browser, provider)).status_code == 303


@pytest.mark.parametrize("changes", [{"org": None}, {"org": ""}, {"roles": None}, {"roles": ["root"]}, {"roles": []}])
async def test_without_tenant_or_role_nobody_gets_in(browser, provider: OidcServer, changes: dict[str, Any]) -> None:
    provider.user |= changes
    assert (await back(browser, provider)).status_code == 403


async def test_an_account_stays_in_its_tenant_and_disabled(browser, provider: OidcServer, toolbox: Toolbox) -> None:
    await back(browser, provider)
    provider.user["org"] = "globex"
    assert (await back(browser, provider)).status_code == 403
    provider.user["org"] = "acme"
    (name,) = [each.username for each in await toolbox.accounts.users() if each.username.startswith("sso:")]
    await set_disabled(toolbox.accounts, OWNER, name, True)
    assert (await back(browser, provider)).status_code == 403


async def test_another_browser_cannot_finish_a_sign_in(app: FastAPI, browser, provider: OidcServer) -> None:
    left = await browser.get("/ui/sign-in/sso")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(provider.app())) as elsewhere:
        told = await elsewhere.get(left.headers["location"])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as victim:
        assert (await victim.get(told.headers["location"])).status_code == 400
        await victim.get("/ui/sign-in/sso")
        assert (await victim.get(told.headers["location"])).status_code == 401


async def test_a_code_counts_once(browser, provider: OidcServer) -> None:
    await browser.get("/ui/sign-in/sso")
    kept = dict(browser.cookies)
    left = await browser.get("/ui/sign-in/sso")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(provider.app())) as elsewhere:
        told = await elsewhere.get(left.headers["location"])
    assert kept != dict(browser.cookies)
    assert (await browser.get(told.headers["location"])).status_code == 303
    assert (await browser.get(told.headers["location"])).status_code == 400


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"oidc_client_id": None}, "belong together"),
        ({"oidc_issuer": "http://id.example"}, "https"),
        ({"public_url": None, "host": "0.0.0.0"}, "PUBLIC_URL"),
    ],
)
def test_half_a_configuration_does_not_start(settings: Settings, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(Misconfigured, match=said):
        OidcProvider(settings.model_copy(update=changes))
