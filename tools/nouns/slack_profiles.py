"""People in Slack: their Slack profile, and who an operator says they are here."""

from dataclasses import dataclass

from tools.nouns.accounts import Role


@dataclass(frozen=True, slots=True)
class SlackProfile:
    """As of a minute ago or so."""

    email: str
    """As Slack has verified it; "" otherwise."""

    is_guest: bool = False
    is_outsider: bool = False
    """Of another workspace, in a channel that both share."""

    is_gone: bool = False
    """Deactivated, or no person at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackMember:
    """A person in Slack, by id or verified address, and who that is here: an account, or a role without one."""

    id: str = ""
    """`U…`, as Slack's profile menu copies it."""

    team: str = ""
    """The workspace's id; "": any that the app is signed for."""

    email: str = ""
    user: str = ""
    """The account whose role, tenant and state count."""

    role: Role | None = None
    name: str = ""
    """With `role`: what timelines call them; "": Slack's id."""

    tenant: str = ""

    def is_meant(self, user_id: str, team_id: str, email: str) -> bool:
        """True for this person; `email` "" if Slack has verified none."""
        if self.team and self.team != team_id:
            return False
        return self.id == user_id if self.id else bool(email) and self.email.lower() == email.lower()
