"""Users; each user is one object."""

import asyncio
from collections.abc import Callable, Sequence

import orjson

from tools.errors import NotFound
from tools.ids import new_ulid
from tools.nouns.accounts import Account, AccountChanges
from tools.nouns.json_types import Json, Stored
from tools.ports import Clock
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.bucket import Objects
from tools.tickets.shared.accounts import account_from_json, account_to_json, changes_to_json, with_ended

MADE_BY = "made_by"
"""Distinguishes two callers that create the same user at the same time."""


class Accounts:
    """The AccountStore port: users."""

    def __init__(self, objects: Objects, clock: Clock) -> None:
        self._objects = objects
        self._clock = clock

    async def user(self, username: str) -> Account | None:
        """Return the account, or None for an unknown name."""
        blob = await self._objects.get(keys.user(username))
        return None if blob is None else account_from_json(orjson.loads(blob.body))

    async def users(self) -> Sequence[Account]:
        """The users of all tenants, sorted by name."""
        names = [each.name async for each in self._objects.names(keys.user())]
        blobs = await asyncio.gather(*(self._objects.get(keys.user() + name) for name in names))
        found = [account_from_json(orjson.loads(blob.body)) for blob in blobs if blob is not None]
        return sorted(found, key=lambda account: account.username)

    async def create_user(self, account: Account) -> bool:
        """Create a user. Returns False if the name is taken.

        If two processes create a store's first admin, one succeeds.
        """
        made = account_to_json(account) | {MADE_BY: new_ulid(self._clock())}
        return await self._objects.create(keys.user(account.username), orjson.dumps(made))

    async def update_user(self, username: str, changes: AccountChanges, *, keep_tokens: bool = False) -> None:
        """Apply the changes and increment the token version, which invalidates earlier tokens. Raises NotFound."""
        versions = 0 if keep_tokens else 1
        await self._changed(
            username,
            lambda stored: changes_to_json(changes) | {"token_version": stored["token_version"] + versions},
        )

    async def end_session(self, username: str, session_id: str, until: float) -> None:
        """End one session of a user. Raises NotFound."""

        def ended(stored: Stored) -> Json:
            return {"ended_sessions": with_ended(stored.get("ended_sessions", "{}"), session_id, until, self._clock())}

        await self._changed(username, ended)

    async def delete_user(self, username: str) -> None:
        """Delete an account."""
        await self._objects.delete(keys.user(username))

    async def _changed(self, username: str, change: Callable[[Stored], Json]) -> None:
        while (blob := await self._objects.get(keys.user(username))) is not None:
            stored = orjson.loads(blob.body)
            changed = stored | change(stored)
            if await self._objects.swap(keys.user(username), orjson.dumps(changed), blob.etag):
                return
        raise NotFound(f"no user {username[:80]!r}")
