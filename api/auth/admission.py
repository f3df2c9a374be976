"""Finds the caller of a request: by a user's token or a machine's key, wherever the request carries it."""

from dataclasses import dataclass, replace

from api.auth.accounts import Authenticator, Principal, refused_token
from api.auth.key_ring import KeyRing
from api.auth.keys import PREFIX, password_in
from api.http.problems import ProblemError
from tools.nouns.accounts import AuditAction, AuditEntry
from tools.nouns.callers import Caller, Scope, with_implied
from tools.nouns.keys import ApiKey
from tools.nouns.tenants import TenantState
from tools.ports import AccountStore
from tools.tenant_watch import TenantWatch

_BEARER, _BASIC = "bearer ", "basic "
_NOT_VALID = "the key is not valid: it is unknown, mistyped, revoked or expired"


class RefusedKey(ProblemError):
    """A known key that may not be used in this way. The refusal says no more than that of an unknown key."""

    def __init__(self, said: str, key: ApiKey, why: str) -> None:
        super().__init__(401, said)
        self.key = key
        self.why = why
        """For the people who administer the key."""


@dataclass(frozen=True, slots=True)
class Offered:
    """The credentials in a request."""

    path: str
    authorization: str | None = None
    api_key: str | None = None
    """The header `X-API-Key`."""

    url_token: str | None = None
    """The query parameter `token`."""

    takes_url_token: bool = False
    """True on the intake routes."""


class Admission:
    """Admits users and machines. There is one object per process."""

    def __init__(self, users: Authenticator, ring: KeyRing, accounts: AccountStore, watch: TenantWatch) -> None:
        self._users = users
        self._ring = ring
        self._accounts = accounts
        self._watch = watch

    async def principal(self, offered: Offered) -> Principal:
        """Return the caller, with no more rights than the tenant has now.

        Raises ProblemError 401, with a text that reveals nothing about the key.
        """
        known = await self._known(offered)
        left = await self.of_tenant(known)
        if left is None:
            raise _refused() if known.key else refused_token()
        return left

    async def of_tenant(self, known: Principal) -> Principal | None:
        """Limit the caller to the rights that the tenant has now; return None if the tenant is deleted."""
        tenant = await self._watch.tenant(known.tenant)
        if tenant.state is TenantState.ACTIVE:
            return known
        if tenant.state is TenantState.DELETED:
            return None
        left = replace(known.caller, scopes=known.caller.scopes & {Scope.READ})
        return replace(known, caller=left, suspended=True)

    async def _known(self, offered: Offered) -> Principal:
        if offered.url_token is not None:
            return machine(await self._by_url(offered))
        key = _key_in(offered)
        if key is None:
            return await self._users.principal(offered.authorization)
        return machine(await self._held(key))

    async def _by_url(self, offered: Offered) -> ApiKey:
        """Find the key in a URL, which many logs record on its way: only the least powerful keys are accepted there."""
        key = await self._held(offered.url_token or "")
        if not (offered.takes_url_token and key.scopes == {Scope.REPORT} and key.sender):
            actor = f"key:{key.name}"
            detail = {"path": offered.path[:200]}
            entry = AuditEntry(key.tenant, actor, AuditAction.KEY_REFUSED_IN_URL, key.key_id, detail)
            await self._accounts.audit(entry)
            raise RefusedKey(
                "this key must not be in an address, where logs would keep it: send it as a bearer token. Only a key "
                "with the one scope report and a sender may, on the intake routes",
                key,
                "the key was in the address, where only one with the one scope report and a sender may be",
            )
        return key

    async def _held(self, text: str) -> ApiKey:
        """Find the key. Raises ProblemError 401, as RefusedKey if the key has ended."""
        key = await self._ring.holder(text)
        if key is not None:
            return key
        ended = await self._ring.once_held(text)
        if ended is None:
            raise _refused()
        raise RefusedKey(_NOT_VALID, ended, "the key is revoked" if ended.revoked_at else "the key is expired")


def machine(key: ApiKey) -> Principal:
    """Return the principal for a key."""
    caller = Caller(key.tenant, f"key:{key.name}", with_implied(key.scopes), key.service, key.environment, key.key_id)
    return Principal(key.key_id, caller, key)


def _key_in(offered: Offered) -> str | None:
    """Return the API key in the headers; None if they contain a user's token, or nothing."""
    if offered.api_key is not None:
        return offered.api_key.strip()
    given = offered.authorization or ""
    kind = given[: len(_BEARER)].lower()
    if kind.startswith(_BASIC):
        return password_in(given)
    token = given[len(_BEARER) :].strip()
    return token if kind == _BEARER and token.startswith(PREFIX) else None


def _refused() -> ProblemError:
    return ProblemError(401, _NOT_VALID)
