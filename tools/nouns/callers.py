"""The caller of an act, whichever interface the call came through."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tools.errors import Forbidden
from tools.nouns.accounts import Role


class Scope(StrEnum):
    """One kind of permission of a caller."""

    REPORT = "report"
    """Send reports, and read the results of one's own."""

    READ = "read"
    """Read incidents, runbooks and statistics."""

    RESPOND = "respond"
    """Act on incidents."""

    ADMIN = "admin"
    """Change runbooks, users and keys."""

    OWNER = "owner"
    """Create and delete tenants. No key has this scope."""


EVERYTHING = frozenset(Scope)
OF_KEYS = tuple(scope for scope in Scope if scope is not Scope.OWNER)
"""The scopes that a key may have."""

_OF_ROLE = {
    Role.VIEWER: frozenset((Scope.READ,)),
    Role.RESPONDER: frozenset((Scope.READ, Scope.REPORT, Scope.RESPOND)),
    Role.ADMIN: EVERYTHING - {Scope.OWNER},
    Role.OWNER: EVERYTHING,
}


_IMPLIED = {Scope.RESPOND: _OF_ROLE[Role.RESPONDER], Scope.ADMIN: _OF_ROLE[Role.ADMIN]}


def scopes_of(role: Role) -> frozenset[Scope]:
    """The scopes of an account with this role."""
    return _OF_ROLE[role]


def with_implied(scopes: Iterable[Scope]) -> frozenset[Scope]:
    """All scopes that these imply: `respond` includes a responder's, `admin` an administrator's."""
    return frozenset(implied for scope in scopes for implied in _IMPLIED.get(scope, {scope}))


@dataclass(frozen=True, slots=True)
class Caller:
    """Who acts, for which tenant, and with which permissions."""

    tenant: str
    """Taken from the token, the key or the command line; never from a body or header."""

    actor: str
    """The name on timelines and in the audit log: a user, `key:` and a key's name, or `cli:` and the system user."""

    scopes: frozenset[Scope]
    service: str = ""
    """The service of all their reports, whatever the body says; "": the body decides."""

    environment: str = ""
    """The environment of all their reports, like `service`."""

    key_id: str = ""
    """The API key that was used; "" for a person or a person's agent."""

    agent: bool = False
    """True for a program that acts on a person's behalf, without its own key."""

    @property
    def is_person(self) -> bool:
        """False for keys and agents: a fix that they report must be confirmed by a person."""
        return not self.key_id and not self.agent

    @property
    def reports_only(self) -> bool:
        """True if the caller may only send reports, and may not see other tickets."""
        return self.scopes == {Scope.REPORT}

    def require(self, *scopes: Scope) -> None:
        """Raises Forbidden unless the caller has one of these scopes."""
        if not self.scopes:
            raise Forbidden("choose another password first: POST /me/password, then log in again")
        if self.scopes.isdisjoint(scopes):
            raise Forbidden(f"this needs the scope {scopes[0]}; yours: {', '.join(sorted(self.scopes)) or 'none'}")
