"""The forgery table: fourteen ways to lie about who you are, each answered 401."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from jose import jwt

from api.auth.signing_keys import FixedKeys
from api.auth.tokens import AUDIENCE, ISSUER, InvalidToken, TokenSigner
from tests.support.application import SECRET, SignedIn
from tools.nouns.accounts import Account, AccountChanges, Role

SIGNER = TokenSigner(FixedKeys([SECRET]), 3600)
USER = Account(username="eve", tenant="default", role=Role.ADMIN, password_hash="-")
KID = jwt.get_unverified_header(SIGNER.sign(USER))["kid"]
RSA_PEM = "-----BEGIN PUBLIC KEY-----\nMFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAK\n-----END PUBLIC KEY-----\n"


def part(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    whole = {"iss": ISSUER, "aud": AUDIENCE, "typ": "access", "sub": "eve", "tenant": "default", "role": "admin"}
    whole |= {"token_version": 1, "iat": now, "nbf": now, "exp": now + 60, "jti": "1"} | changes
    return {name: value for name, value in whole.items() if value is not None}


def forged(header: dict[str, Any] | None = None, key: bytes = SECRET.encode(), **changes: Any) -> str:
    head = {"alg": "HS256", "typ": "JWT", "kid": KID} | (header or {})
    signed = f"{part({k: v for k, v in head.items() if v is not None})}.{part(claims(**changes))}"
    return f"{signed}.{part(hmac.new(key, signed.encode(), hashlib.sha256).digest())}"


def unsigned(alg: str) -> Callable[[], str]:
    return lambda: f"{part({'alg': alg, 'typ': 'JWT', 'kid': KID})}.{part(claims())}."


FORGERIES: dict[str, Callable[[], str]] = {
    "alg none": unsigned("none"),
    "alg NoNe": unsigned("NoNe"),
    "signed with a public key as PEM": lambda: forged(key=RSA_PEM.encode()),
    "signed with a public key as DER": lambda: forged(key=base64.b64decode("MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAKAA")),
    "header says RS256": lambda: forged({"alg": "RS256"}),
    "header says HS512": lambda: jwt.encode(claims(), SECRET, algorithm="HS512", headers={"kid": KID}),
    "another issuer": lambda: forged(iss="someone"),
    "another audience": lambda: forged(aud="someone"),
    "a list of audiences": lambda: forged(aud=[AUDIENCE, "someone"]),
    "another use": lambda: forged(typ="refresh"),
    "another header type": lambda: forged({"typ": "at+jwt"}),
    "expired": lambda: forged(exp=int(time.time()) - 1),
    "not valid yet": lambda: forged(nbf=int(time.time()) + 3600),
    "no expiry": lambda: forged(exp=None),
    "no subject": lambda: forged(sub=None),
    "no tenant": lambda: forged(tenant=None),
    "no version": lambda: forged(token_version=None),
    "a role that does not exist": lambda: forged(role="root"),
    "unknown kid": lambda: forged({"kid": "0" * 16}),
    "kid is a path": lambda: forged({"kid": "../../dev/null"}),
    "no kid": lambda: forged({"kid": None}),
    "kid is a list": lambda: forged({"kid": [KID]}),
    "jku in the header": lambda: forged({"jku": "http://127.0.0.1/keys"}),
    "jwk in the header": lambda: forged({"jwk": {"kty": "oct", "k": part(b"k" * 32)}}),
    "crit in the header": lambda: forged({"crit": ["exp"]}),
    "trailing data": lambda: forged() + "!!",
    "trailing part": lambda: forged() + ".e30",
    "white space inside": lambda: forged().replace(".", ".\n", 1),
    "spare bits in the last character": lambda: spare_bits(forged()),
    "empty signature": lambda: forged().rpartition(".")[0] + ".",
    "other content under the same signature": lambda: other_content(forged()),
    "five parts": lambda: ".".join(["e30"] * 5),
    "not a token": lambda: "token",
    "huge": lambda: "a" * 100_000,
    "empty": lambda: "",
}


def spare_bits(token: str) -> str:
    """43 base64url characters hold two bits more than 32 bytes: another last character decodes to the same."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return token[:-1] + alphabet[alphabet.index(token[-1]) ^ 1]


def other_content(token: str) -> str:
    head, _, signature = token.split(".")
    return f"{head}.{part(claims(role='admin', sub='root'))}.{signature}"


def test_the_tables_own_baseline_is_valid() -> None:
    assert SIGNER.verify(forged()).username == "eve"
    assert SIGNER.verify(SIGNER.sign(USER)).role is Role.ADMIN


@pytest.mark.parametrize("name", sorted(FORGERIES))
def test_a_forged_token_proves_nothing(name: str) -> None:
    token = FORGERIES[name]()
    with pytest.raises(InvalidToken):
        SIGNER.verify(token)


async def test_every_forgery_is_401_on_the_wire(guest: httpx.AsyncClient) -> None:
    for name, make in FORGERIES.items():
        token = make().replace("\n", " ")
        answer = await guest.get("/incidents", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401, name
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["type"] == "/problems/unauthorized"


@pytest.mark.parametrize("header", ["", "Basic YTpi", "bearer", "Token x", "Bearer  "])
async def test_other_credentials_are_401(guest: httpx.AsyncClient, header: str) -> None:
    assert (await guest.get("/incidents", headers={"Authorization": header})).status_code == 401


def test_a_rotated_key_still_verifies_but_does_not_sign() -> None:
    old, new = TokenSigner(FixedKeys(["o" * 32]), 60), TokenSigner(FixedKeys(["n" * 32, "o" * 32]), 60)
    assert new.verify(old.sign(USER)).username == "eve"
    with pytest.raises(InvalidToken):
        old.verify(new.sign(USER))
    with pytest.raises(InvalidToken):
        TokenSigner(FixedKeys(["n" * 32]), 60).verify(old.sign(USER))


async def test_a_token_ends_with_its_time(signed_in: SignedIn, app, monkeypatch) -> None:
    """Also one that was verified before and is remembered."""
    viewer = await signed_in("viewer")
    assert (await viewer.get("/incidents")).status_code == 200
    later = time.time() + 3601
    monkeypatch.setattr("api.auth.accounts.time.time", lambda: later)
    assert (await viewer.get("/incidents")).status_code == 401


@pytest.mark.parametrize("change", [{"disabled": True}, {"role": Role.VIEWER}, {"password_hash": "other"}])
async def test_a_changed_account_ends_its_tokens(signed_in: SignedIn, app, monkeypatch, change) -> None:
    """Within the time that an account counts as freshly read; an hour-long token is no hour of grace."""
    responder = await signed_in("responder")
    assert (await responder.get("/incidents")).status_code == 200
    await app.state.services.toolbox.accounts.update_user("responder@default", AccountChanges(**change))
    monkeypatch.setattr("api.auth.accounts.ACCOUNT_FRESH_SECONDS", -1.0)
    assert (await responder.get("/incidents")).status_code == 401


async def test_a_token_of_a_removed_tenant_user_is_refused(app, guest: httpx.AsyncClient) -> None:
    token = app.state.services.signer.sign(replace(USER, username="nobody"))
    answer = await guest.get("/incidents", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401
