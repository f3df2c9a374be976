"""Bearer tokens. This is the only file that uses jose."""

import base64
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jose import jwt
from jose.exceptions import JOSEError

from api.auth.signing_keys import SigningKeys
from tools.nouns.accounts import Account, Role

ALGORITHM = "HS256"
ISSUER = "incident-responder"
AUDIENCE = "incident-responder-api"
TOKEN_USE = "access"
MAX_TOKEN_CHARACTERS = 4096


class InvalidToken(Exception):
    """The token is not one of ours, or no longer valid. The reason stays on the server."""


@dataclass(frozen=True, slots=True)
class Claims:
    """The content of a valid token."""

    username: str
    tenant: str
    role: Role
    token_version: int
    """The account's token version when it was signed."""

    expires: float
    """Epoch seconds."""

    session_id: str
    """The session that it belongs to: its `jti`."""


class TokenSigner:
    """Signs with the ring's active key and verifies with any of its keys (RFC 8725: one algorithm, fixed here)."""

    def __init__(self, keys: SigningKeys, lifetime: float) -> None:
        """`lifetime` of a token is in seconds."""
        self.lifetime = lifetime
        self._keys = keys

    @property
    def generation(self) -> int:
        """Changes whenever the keys change."""
        return self._keys.generation

    def sign(self, account: Account, session_id: str = "") -> str:
        """Return a token for an account, valid from now for the configured lifetime (seconds)."""
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
            "jti": session_id or uuid.uuid4().hex,
        }
        key = self._keys.active()
        return jwt.encode(claims, key.secret, algorithm=ALGORITHM, headers={"kid": key.kid})

    def verify(self, token: str) -> Claims:
        """Return the claims of a token signed here. Raises InvalidToken for anything else."""
        try:
            _check_form(token)
            header = jwt.get_unverified_header(token)
            # Accept exactly the header that this class writes: jku, jwk, x5u, crit and other algorithms are never used.
            key = self._keys.verifying(str(header.get("kid")))
            if key is None or header != {"alg": ALGORITHM, "typ": "JWT", "kid": header["kid"]}:
                raise InvalidToken("header")
            claims = jwt.decode(
                token, key.secret, algorithms=[ALGORITHM], audience=AUDIENCE, issuer=ISSUER, options=_REQUIRED
            )
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
    return Claims(claims["sub"], tenant, role, version, float(claims["exp"]), str(claims["jti"])[:64])


def _check_form(token: str) -> None:
    """Accept three canonical base64url parts and nothing else: jose's decoder would skip foreign characters."""
    parts = token.split(".")
    if len(token) > MAX_TOKEN_CHARACTERS or len(parts) != 3:
        raise InvalidToken("form")
    for part in parts:
        decoded = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        if not part or base64.urlsafe_b64encode(decoded).rstrip(b"=") != part.encode():
            raise InvalidToken("form")
