"""Tokens and password hashes: the only file that knows jose and passlib."""

import asyncio
import base64
import hashlib
import os
import time
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from jose import jwt
from jose.exceptions import JOSEError
from passlib.context import CryptContext

from tools.errors import Overloaded
from tools.nouns.accounts import Account, Role

ALGORITHM = "HS256"
ISSUER = "incident-responder"
AUDIENCE = "incident-responder-api"
TOKEN_USE = "access"
MAX_TOKEN_CHARACTERS = 4096
# RFC 7518 §3.2: an HS256 key has at least the size of the hash output.
MIN_SECRET_BYTES = 32


class InvalidToken(Exception):
    """The token proves nothing; the reason stays on the server."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a valid token says. `expires` is in epoch seconds."""

    username: str
    tenant: str
    role: Role
    token_version: int
    expires: float


class TokenSigner:
    """Signs with the active key and verifies with that or the previous one (RFC 8725: one algorithm, pinned here)."""

    def __init__(self, secret: str, previous: str | None, lifetime: float) -> None:
        self.lifetime = lifetime
        self._active = _key_id(secret)
        self._keys = {_key_id(key): key for key in (previous, secret) if key}

    def sign(self, account: Account) -> str:
        """A token for an account; valid from now for the configured lifetime (seconds)."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "typ": TOKEN_USE,
            "sub": account.username,
            "tenant": account.tenant,
            "role": account.role.word,
            "token_version": account.token_version,
            "iat": now,
            "nbf": now,
            "exp": now + int(self.lifetime),
            "jti": uuid.uuid4().hex,
        }
        return jwt.encode(claims, self._keys[self._active], algorithm=ALGORITHM, headers={"kid": self._active})

    def verify(self, token: str) -> Claims:
        """The claims of a token signed here. Raises InvalidToken for anything else."""
        try:
            _check_form(token)
            header = jwt.get_unverified_header(token)
            # Exactly the header this class writes: no jku, jwk, x5u, crit or other algorithm is even looked at.
            key = self._keys.get(str(header.get("kid")))
            if key is None or header != {"alg": ALGORITHM, "typ": "JWT", "kid": header["kid"]}:
                raise InvalidToken("header")
            claims = jwt.decode(token, key, algorithms=[ALGORITHM], audience=AUDIENCE, issuer=ISSUER, options=_REQUIRED)
        except (JOSEError, KeyError, TypeError, ValueError) as error:
            raise InvalidToken(type(error).__name__) from error
        return _claims(claims)


_REQUIRED = {f"require_{name}": True for name in ("iss", "aud", "exp", "nbf", "iat", "sub", "jti")}


def _claims(claims: Mapping[str, Any]) -> Claims:
    tenant, version = claims.get("tenant"), claims.get("token_version")
    if claims.get("typ") != TOKEN_USE or claims["aud"] != AUDIENCE:
        raise InvalidToken("typ or aud")
    if not (isinstance(tenant, str) and tenant and type(version) is int):
        raise InvalidToken("claims")
    try:
        role = Role.parse(claims.get("role", ""))
    except ValueError as error:
        raise InvalidToken("role") from error
    return Claims(claims["sub"], tenant, role, version, float(claims["exp"]))


def _check_form(token: str) -> None:
    """Three canonical base64url parts and nothing else: jose's decoder would skip foreign characters."""
    parts = token.split(".")
    if len(token) > MAX_TOKEN_CHARACTERS or len(parts) != 3:
        raise InvalidToken("form")
    for part in parts:
        decoded = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        if not part or base64.urlsafe_b64encode(decoded).rstrip(b"=") != part.encode():
            raise InvalidToken("form")


def _key_id(secret: str) -> str:
    return hashlib.sha256(b"kid:" + secret.encode()).hexdigest()[:16]


class PasswordHasher:
    """bcrypt over SHA-256, so that long passwords count whole; in a small pool, off the event loop."""

    def __init__(self, rounds: int = 12, waiting: int = 32) -> None:
        self._context = CryptContext(schemes=["bcrypt_sha256"], bcrypt_sha256__rounds=rounds)
        self._pool = ThreadPoolExecutor(max_workers=max(1, (os.cpu_count() or 2) // 2), thread_name_prefix="password")
        self._room = waiting
        # Unknown names are checked against this, so that they cost what known ones cost. No password fits it.
        self._dummy = f"$bcrypt-sha256$v=2,t=2b,r={rounds}$TvLZaWmgTBHTloURtcs59O$" + "." * 31

    async def hash(self, password: str) -> str:
        """The stored form. Raises Overloaded when too many wait."""
        return str(await self._run(self._context.hash, password))

    async def verify(self, password: str, stored: str | None) -> bool:
        """Whether the password fits; the same work for an unknown user (`stored` None) and a spoiled hash."""
        return bool(await self._run(self._fits, password, stored or self._dummy))

    def close(self) -> None:
        """Let the pool's threads end."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _fits(self, password: str, stored: str) -> bool:
        try:
            return bool(self._context.verify(password, stored))
        except ValueError:
            # A spoiled hash: nothing fits it, and it costs what others cost.
            self._context.verify(password, self._dummy)
            return False

    async def _run(self, work: Callable[..., Any], *arguments: str) -> Any:
        if self._room <= 0:
            raise Overloaded("too many log-ins at once", retry_after=5)
        self._room -= 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work, *arguments)
        finally:
            self._room += 1
