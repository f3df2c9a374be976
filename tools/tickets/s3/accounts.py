"""Users, and the audit log whose lines are chained by hashes and numbered by conditional writes."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from ulid import ULID

from tools.errors import InvalidRequest, NotFound
from tools.ports import Clock
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.bucket import Objects

MADE_BY = "made_by"
"""Tells apart two callers who make the same user at the same time."""

CHANGEABLE = frozenset({"role", "password_hash", "disabled"})


class Accounts:
    """The AccountStore port."""

    def __init__(self, objects: Objects, clock: Clock) -> None:
        self._objects = objects
        self._clock = clock
        self._last_line = -1

    async def user(self, username: str) -> Mapping[str, Any] | None:
        """None for an unknown name."""
        blob = await self._objects.get(keys.user(username))
        return None if blob is None else _user(blob.body)

    async def users(self) -> Sequence[Mapping[str, Any]]:
        """All users, by name."""
        names = [each.name async for each in self._objects.names(keys.user())]
        blobs = await asyncio.gather(*(self._objects.get(keys.user() + name) for name in names))
        return sorted((_user(blob.body) for blob in blobs if blob is not None), key=_username)

    async def create_user(self, user: Mapping[str, Any]) -> bool:
        """Conditional: False when the name is taken. Of two first admins of a shared store, one is made."""
        made = {"disabled": False, "token_version": 0, **user, MADE_BY: str(ULID())}
        return await self._objects.create(keys.user(made["username"]), orjson.dumps(made))

    async def update_user(self, username: str, changes: Mapping[str, Any]) -> None:
        """Change role, hash or disabled; older tokens die. Raises NotFound."""
        if unknown := set(changes) - CHANGEABLE:
            raise InvalidRequest(f"a user's {', '.join(sorted(unknown))} cannot be changed")
        while (blob := await self._objects.get(keys.user(username))) is not None:
            user = orjson.loads(blob.body)
            changed = user | changes | {"token_version": user["token_version"] + 1}
            if await self._objects.swap(keys.user(username), orjson.dumps(changed), blob.etag):
                return
        raise NotFound(f"no user {username[:80]!r}")

    async def audit(self, tenant: str, actor: str, action: str, subject: str, detail: Mapping[str, Any]) -> None:
        """Append one line to the hash-chained audit log; a lost race takes the next number."""
        line = [tenant, actor, action, subject, orjson.dumps(dict(detail)).decode()]
        while True:
            number, previous = await self._last()
            at = self._clock()
            body = orjson.dumps({"at": at, "line": line, "digest": chained(previous, at, line)})
            if await self._objects.create(keys.audit(number + 1), body):
                self._last_line = number + 1
                return

    async def _last(self) -> tuple[int, str]:
        """The newest line's number and digest; (-1, "") of an empty log."""
        after = f"{self._last_line - 1:012}" if self._last_line > 0 else ""
        number = -1
        async for each in self._objects.names(keys.audit(), after=after):
            number = int(each.name)
        blob = await self._objects.get(keys.audit(number)) if number >= 0 else None
        return number, "" if blob is None else orjson.loads(blob.body)["digest"]


def chained(previous: str, at: float, line: Sequence[str]) -> str:
    """The digest of an audit line: it covers the line and the digest before it."""
    return hashlib.sha256(orjson.dumps([previous, at, *line])).hexdigest()


def _user(body: bytes) -> dict[str, Any]:
    return {name: value for name, value in orjson.loads(body).items() if name != MADE_BY}


def _username(user: Mapping[str, Any]) -> str:
    return str(user["username"])
