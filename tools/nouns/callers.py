"""The caller of an act, whichever door they came through."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tools.errors import Forbidden
from tools.nouns.accounts import Role


class Scope(StrEnum):
    """One kind of thing that a caller may do."""

    REPORT = "report"
    """Send reports, and ask how one's own ended."""

    READ = "read"
    """See incidents, runbooks and what is worked out of them."""

    RESPOND = "respond"
    """Act on incidents."""

    ADMIN = "admin"
    """Change runbooks, users and keys."""

    OWNER = "owner"
    """Make and end tenants. No key has it."""


EVERYTHING = frozenset(Scope)
OF_KEYS = tuple(scope for scope in Scope if scope is not Scope.OWNER)
"""What a key may have."""

_OF_ROLE = {
    Role.VIEWER: frozenset((Scope.READ,)),
    Role.RESPONDER: frozenset((Scope.READ, Scope.REPORT, Scope.RESPOND)),
    Role.ADMIN: EVERYTHING - {Scope.OWNER},
    Role.OWNER: EVERYTHING,
}


_IMPLIED = {Scope.RESPOND: _OF_ROLE[Role.RESPONDER], Scope.ADMIN: _OF_ROLE[Role.ADMIN]}


def scopes_of(role: Role) -> frozenset[Scope]:
    """What an account of this role may do."""
    return _OF_ROLE[role]


def with_implied(scopes: Iterable[Scope]) -> frozenset[Scope]:
    """What a key of these scopes may do: `respond` as much as a responder, `admin` as much as an administrator."""
    return frozenset(implied for scope in scopes for implied in _IMPLIED.get(scope, {scope}))


@dataclass(frozen=True, slots=True)
class Caller:
    """Who acts, for which tenant, and what they may do."""

    tenant: str
    """From their token, their key or the command line; never from a body or header."""

    actor: str
    """The name on timelines and in the audit log: a user, `key:` and a key's name, `cli:` and the system's user."""

    scopes: frozenset[Scope]
    service: str = ""
    """What every report of theirs is about, whatever the body says; "": the body decides."""

    environment: str = ""
    """As `service`."""

    key_id: str = ""
    """The API key they came with; "": a person, or a person's agent."""

    agent: bool = False
    """A program that acts in a person's place, without a key of its own."""

    @property
    def is_person(self) -> bool:
        """False for keys and agents: what they say of a fix waits for a person's word."""
        return not self.key_id and not self.agent

    @property
    def reports_only(self) -> bool:
        """True for who may send reports and see nothing of other tickets."""
        return self.scopes == {Scope.REPORT}

    def require(self, *scopes: Scope) -> None:
        """Raises Forbidden without one of these scopes."""
        if not self.scopes:
            raise Forbidden("choose another password first: POST /me/password, then log in again")
        if self.scopes.isdisjoint(scopes):
            raise Forbidden(f"this needs the scope {scopes[0]}; yours: {', '.join(sorted(self.scopes)) or 'none'}")
