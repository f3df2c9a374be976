"""Maps a Slack user, by id or verified address, to the account or role that the operator gave them."""

import time
from collections.abc import Callable, Sequence
from typing import Protocol

from tools.cache import BoundedCache
from tools.errors import Forbidden
from tools.inbound.slack_asks import SlackUser
from tools.nouns.accounts import DEFAULT_TENANT, Role
from tools.nouns.callers import Caller, Scope, scopes_of
from tools.nouns.slack_profiles import SlackMember, SlackProfile
from tools.ports import AccountStore

FRESH_SECONDS = 60.0
_REMEMBERED = 4096


class UserDirectory(Protocol):
    """Slack's user directory."""

    async def profile(self, user_id: str) -> SlackProfile:
        """The profile of a user. Raises Unavailable if Slack does not answer."""
        ...


class SlackPeople:
    """One per process. Slack profiles are cached for a minute; accounts are read every time."""

    def __init__(
        self,
        members: Callable[[], Sequence[SlackMember]],
        accounts: AccountStore,
        directory: Callable[[], UserDirectory | None],
    ) -> None:
        """Both are read at each use. `directory` returns None without a bot token; then only ids are known."""
        self._members = members
        self._accounts = accounts
        self._directory = directory
        self._profiles: BoundedCache[str, tuple[float, SlackProfile]] = BoundedCache(_REMEMBERED)

    async def caller(self, user: SlackUser, tenant: str) -> Caller:
        """The caller for a Slack user in this tenant. Raises Unavailable, or Forbidden, which says why."""
        if not user.user_id:
            raise Forbidden("Slack does not say who is asking")
        if user.is_outsider:
            raise Forbidden("people from another workspace may not do this here")
        profile = await self._profile(user.user_id)
        if profile is not None:
            _refuse_strangers(profile)
        email = profile.email.lower() if profile else ""
        member = next((each for each in self._members() if each.matches(user.user_id, user.team_id, email)), None)
        if member is None and email:
            member = SlackMember(email=email, user=email)
        if member is None:
            raise Forbidden(
                f"Slack user {user.user_id} is not known here yet: an administrator has to add a [[slack_user]] with "
                f'id = "{user.user_id}" to DESTINATIONS_FILE'
            )
        return await self._as(member, user.user_id, tenant)

    async def _as(self, member: SlackMember, user_id: str, tenant: str) -> Caller:
        role, home, name = member.role, member.tenant or DEFAULT_TENANT, member.name or user_id
        if member.user:
            account = await self._accounts.user(member.user)
            if account is None or account.disabled:
                raise Forbidden(f"the account of Slack user {user_id} does not exist or is disabled")
            role, home, name = account.role, account.tenant, account.username
        if home != tenant:
            raise Forbidden("your account belongs to a different organisation than this Slack app")
        return Caller(tenant, f"slack:{name}", scopes_of(role or Role.VIEWER) - {Scope.ADMIN})

    async def _profile(self, user_id: str) -> SlackProfile | None:
        directory = self._directory()
        if directory is None:
            return None
        now = time.monotonic()
        known = self._profiles.get(user_id)
        if known is None or now - known[0] > FRESH_SECONDS:
            known = now, await directory.profile(user_id)
            self._profiles[user_id] = known
        return known[1]


def _refuse_strangers(profile: SlackProfile) -> None:
    if profile.is_inactive:
        raise Forbidden("this Slack user is deactivated or not a person")
    if profile.is_guest:
        raise Forbidden("guests of the workspace may not do this")
    if profile.is_outsider:
        raise Forbidden("people from another workspace may not do this here")
