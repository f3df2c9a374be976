"""Who asks for something, whichever door they came through."""

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


EVERYTHING = frozenset(Scope)
_OF_ROLE = {
    Role.VIEWER: frozenset((Scope.READ,)),
    Role.RESPONDER: frozenset((Scope.READ, Scope.REPORT, Scope.RESPOND)),
    Role.ADMIN: EVERYTHING,
}


def scopes_of(role: Role) -> frozenset[Scope]:
    """What an account of this role may do."""
    return _OF_ROLE[role]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who acts, for which tenant, and what they may do."""

    tenant: str
    """From their token, their key or the command line; never from a body or header."""

    actor: str
    """Named on timelines and in the audit log: a user name, or `cli:` and the operating system's user."""

    scopes: frozenset[Scope]

    def require(self, scope: Scope) -> None:
        """Raises Forbidden without this scope."""
        if scope not in self.scopes:
            raise Forbidden(f"this needs the scope {scope}; yours: {', '.join(sorted(self.scopes)) or 'none'}")
