"""Single sign-on with OpenID Connect: the code flow with PKCE, and the checks of the identity token.

It is the only file that uses authlib and joserfc. authlib uses httpx2, whose errors are not those of httpx.
"""

import hmac
import time
from dataclasses import dataclass

import httpx2 as httpx
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.auth.oidc_attempts import CALLBACK, Attempt, NotProven
from tools.errors import Misconfigured, Unavailable
from tools.nouns.json_types import Json
from tools.settings import Settings

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""The signature algorithms allowed for identity tokens; none of them works with the client's secret."""

METADATA_SECONDS = 3600.0
TIMEOUT_SECONDS = 10.0
LEEWAY_SECONDS = 60
_SCOPES = "openid profile"


@dataclass(frozen=True, slots=True)
class _Metadata:
    document: Json
    keys: KeySet
    read_at: float


class OidcProvider:
    """The provider at OIDC_ISSUER. There is one object per process."""

    def __init__(self, settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """Raises Misconfigured. Tests set `transport` to reach a provider of their own."""
        if not (settings.oidc_issuer and settings.oidc_client_id and settings.oidc_client_secret):
            raise Misconfigured("OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET belong together: set all three")
        if settings.base_url is None:
            raise Misconfigured("OIDC_ISSUER needs PUBLIC_URL, the address that people come back to")
        self._issuer = settings.oidc_issuer.rstrip("/")
        if not self._issuer.startswith(("https://", "http://127.0.0.1", "http://localhost", "http://[::1]")):
            raise Misconfigured("OIDC_ISSUER must be an https address")
        self._client_id = settings.oidc_client_id
        self._secret = settings.oidc_client_secret.get_secret_value()
        self._back_to = settings.base_url + CALLBACK
        self._transport = transport
        self._known: _Metadata | None = None

    async def address(self, attempt: Attempt) -> str:
        """Return the address to send the browser to. Raises Unavailable if the provider does not answer."""
        known = await self._metadata()
        async with self._client() as client:
            url, _ = client.create_authorization_url(
                str(known.document["authorization_endpoint"]),
                state=attempt.state,
                nonce=attempt.nonce,
                code_verifier=attempt.verifier,
            )
        return str(url)

    async def claims(self, attempt: Attempt, state: str, code: str) -> Json:
        """Return what the provider vouches for. Raises NotProven, and Unavailable if the provider does not answer."""
        if not hmac.compare_digest(state.encode(), attempt.state.encode()):
            raise NotProven("another state")
        known = await self._metadata()
        try:
            async with self._client() as client:
                endpoint = str(known.document["token_endpoint"])
                token = await client.fetch_token(endpoint, code=code, code_verifier=attempt.verifier)
        except (OAuthError, ValueError) as error:
            raise NotProven(f"the code was not taken: {type(error).__name__}") from error
        except httpx.HTTPError as error:
            raise Unavailable("the sign-in provider does not answer: try again") from error
        return await self._verified(str(token.get("id_token", "")), attempt.nonce)

    async def _verified(self, token: str, nonce: str) -> Json:
        try:
            claims = await self._decoded(token)
            registry = jwt.JWTClaimsRegistry(
                leeway=LEEWAY_SECONDS,
                iss={"essential": True, "value": (await self._metadata()).document["issuer"]},
                aud={"essential": True, "value": self._client_id},
                exp={"essential": True},
                iat={"essential": True},
                sub={"essential": True},
                nonce={"essential": True, "value": nonce},
            )
            registry.validate(claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise NotProven(f"the identity token is not valid: {type(error).__name__}") from error
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if (several or "azp" in claims) and claims.get("azp") != self._client_id:
            raise NotProven("the identity token was made for another client")
        return claims

    async def _decoded(self, token: str) -> Json:
        """Return the verified claims of a token; an unknown key is looked up once."""
        try:
            return dict(jwt.decode(token, (await self._metadata()).keys, algorithms=list(ALGORITHMS)).claims)
        except (JoseError, ValueError):
            fresh = await self._metadata(again=True)
            return dict(jwt.decode(token, fresh.keys, algorithms=list(ALGORITHMS)).claims)

    async def _metadata(self, *, again: bool = False) -> _Metadata:
        known, now = self._known, time.monotonic()
        if known is not None and not again and now - known.read_at < METADATA_SECONDS:
            return known
        try:
            async with httpx.AsyncClient(transport=self._transport, timeout=TIMEOUT_SECONDS) as client:
                document = await _json(client, self._issuer + "/.well-known/openid-configuration")
                if str(document.get("issuer", "")).rstrip("/") != self._issuer:
                    raise Unavailable("the sign-in provider gives an issuer other than OIDC_ISSUER")
                keys = KeySet.import_key_set(await _json(client, str(document["jwks_uri"])))  # type: ignore[arg-type]
        except (httpx.HTTPError, ValueError, KeyError, JoseError) as error:
            raise Unavailable("the sign-in provider does not answer: try again") from error
        self._known = _Metadata(document, keys, now)
        return self._known

    def _client(self) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            client_id=self._client_id,
            client_secret=self._secret,
            redirect_uri=self._back_to,
            scope=_SCOPES,
            code_challenge_method="S256",
            transport=self._transport,
            timeout=TIMEOUT_SECONDS,
        )


async def _json(client: httpx.AsyncClient, url: str) -> Json:
    answer = await client.get(url)
    found = answer.raise_for_status().json()
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found
