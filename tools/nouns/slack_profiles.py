"""Slack users: their profile in Slack, and the operator's mapping to our users."""

from dataclasses import dataclass

from tools.nouns.accounts import Role


@dataclass(frozen=True, slots=True)
class SlackProfile:
    """A Slack user's profile, up to about a minute old."""

    email: str
    """The email address, if Slack has verified it; else ""."""

    is_guest: bool = False
    is_outsider: bool = False
    """True for a user of another workspace, in a shared channel."""

    is_inactive: bool = False
    """True if deactivated or not a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackMember:
    """Maps a Slack user, by id or verified address, to an account, or to a role without an account."""

    id: str = ""
    """`U…`, as copied from Slack's profile menu."""

    team: str = ""
    """The workspace's id; "" for any workspace of the app."""

    email: str = ""
    user: str = ""
    """The account whose role, tenant and state apply."""

    role: Role | None = None
    name: str = ""
    """With `role`: the name on timelines; "" for Slack's id."""

    tenant: str = ""

    def matches(self, user_id: str, team_id: str, email: str) -> bool:
        """True if it maps this Slack user; `email` is "" if Slack has verified none."""
        if self.team and self.team != team_id:
            return False
        return self.id == user_id if self.id else bool(email) and self.email.lower() == email.lower()
