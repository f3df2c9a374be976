"""Authenticates a caller: verifies the token, and checks it against the account's present state."""

import time
from dataclasses import dataclass, replace

from api.auth.tokens import Claims, InvalidToken, TokenSigner
from api.http.problems import ProblemError
from tools.cache import BoundedCache
from tools.nouns.accounts import Account
from tools.nouns.callers import Caller, scopes_of
from tools.nouns.keys import ApiKey
from tools.ports import AccountStore

# A disabled user or a changed role takes effect on every process within this time.
ACCOUNT_FRESH_SECONDS = 2.0
_REMEMBERED = 4096
_SCHEME = "bearer "


@dataclass(frozen=True, slots=True)
class Principal:
    """The user or machine behind a request."""

    identity: str
    """The user's name or the key's id; limits and idempotency keys are counted by it."""

    caller: Caller
    """The caller in the form that intake and acts take."""

    key: ApiKey | None = None
    """The key of a machine; None for a user."""

    suspended: bool = False
    """True if the caller's tenant may only read; `caller` then has no other scope."""

    session_id: str = ""
    """The sign-in session of a user; empty for a machine."""

    session_ends: float = 0.0
    """When the token of the session expires (epoch seconds)."""

    @property
    def tenant(self) -> str:
        """The tenant of the token or key, never one from the body."""
        return self.caller.tenant


@dataclass(slots=True)
class _Seen:
    """An account as it was last read from the store."""

    account: Account | None
    """None if there is no such account."""

    checked: float
    """When it was read, in monotonic seconds."""


class Authenticator:
    """Verifies each token's signature once, and reads the account's state at most every two seconds."""

    def __init__(self, signer: TokenSigner, accounts: AccountStore) -> None:
        self._signer = signer
        self._accounts = accounts
        self._generation = signer.generation
        self._tokens: BoundedCache[str, tuple[Claims, Principal]] = BoundedCache(_REMEMBERED)
        self._seen: BoundedCache[str, _Seen] = BoundedCache(_REMEMBERED)

    async def principal(self, authorization: str | None) -> Principal:
        """Return the caller behind an Authorization header. Raises ProblemError 401, always with the same text."""
        if authorization is None or authorization[: len(_SCHEME)].lower() != _SCHEME:
            raise ProblemError(401, "a bearer token or an API key is required: get one from POST /login or POST /keys")
        claims, principal = self._verified(authorization[len(_SCHEME) :].strip())
        account = await self._account(claims.username)
        if claims.expires <= time.time() or not _in_force(claims, account):
            raise refused_token()
        if account is not None and account.must_change:
            return replace(principal, caller=replace(principal.caller, scopes=frozenset()))
        return principal

    def forget(self, username: str) -> None:
        """Read the account again at its next request, because this process has just changed it."""
        self._seen.pop(username, None)

    def _verified(self, token: str) -> tuple[Claims, Principal]:
        if self._generation != self._signer.generation:
            self._generation = self._signer.generation
            self._tokens.clear()
        known = self._tokens.get(token)
        if known is None:
            try:
                claims = self._signer.verify(token)
                known = claims, _user(claims)
            except InvalidToken as error:
                raise refused_token() from error
            self._tokens[token] = known
        return known

    async def _account(self, username: str) -> Account | None:
        now = time.monotonic()
        seen = self._seen.get(username)
        if seen is None or now - seen.checked > ACCOUNT_FRESH_SECONDS:
            seen = _Seen(await self._accounts.user(username), now)
            self._seen[username] = seen
        return seen.account


def _user(claims: Claims) -> Principal:
    caller = Caller(claims.tenant, claims.username, scopes_of(claims.role))
    return Principal(claims.username, caller, session_id=claims.session_id, session_ends=claims.expires)


def _in_force(claims: Claims, account: Account | None) -> bool:
    return (
        account is not None
        and not account.disabled
        and account.token_version == claims.token_version
        and account.tenant == claims.tenant
        and claims.session_id not in account.ended_sessions
    )


def refused_token() -> ProblemError:
    """Return the same error for every refused token, whatever is wrong with it."""
    return ProblemError(401, "the token is not valid: log in again")
