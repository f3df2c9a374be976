"""Users, and the audit log whose lines are numbered by conditional writes."""

import asyncio
from collections.abc import Sequence

import orjson

from tools.errors import NotFound
from tools.ids import new_ulid
from tools.nouns.accounts import Account, AccountChanges, AuditEntry, AuditLine
from tools.ports import Clock
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.bucket import Objects
from tools.tickets.shared.accounts import account_from_json, account_to_json, changes_to_json
from tools.tickets.shared.audit import next_line

MADE_BY = "made_by"
"""Tells apart two callers who make the same user at the same time."""


class Accounts:
    """The AccountStore port."""

    def __init__(self, objects: Objects, clock: Clock) -> None:
        self._objects = objects
        self._clock = clock
        self._last_line = -1

    async def user(self, username: str) -> Account | None:
        """None for an unknown name."""
        blob = await self._objects.get(keys.user(username))
        return None if blob is None else account_from_json(orjson.loads(blob.body))

    async def users(self) -> Sequence[Account]:
        """The users of all tenants, by name."""
        names = [each.name async for each in self._objects.names(keys.user())]
        blobs = await asyncio.gather(*(self._objects.get(keys.user() + name) for name in names))
        found = [account_from_json(orjson.loads(blob.body)) for blob in blobs if blob is not None]
        return sorted(found, key=lambda account: account.username)

    async def create_user(self, account: Account) -> bool:
        """False when the name is taken. Of two first admins of a shared store, one is made."""
        made = account_to_json(account) | {MADE_BY: new_ulid(self._clock())}
        return await self._objects.create(keys.user(account.username), orjson.dumps(made))

    async def update_user(self, username: str, changes: AccountChanges) -> None:
        """Make the changes and raise the token version, which ends older tokens. Raises NotFound."""
        while (blob := await self._objects.get(keys.user(username))) is not None:
            stored = orjson.loads(blob.body)
            changed = stored | changes_to_json(changes) | {"token_version": stored["token_version"] + 1}
            if await self._objects.swap(keys.user(username), orjson.dumps(changed), blob.etag):
                return
        raise NotFound(f"no user {username[:80]!r}")

    async def audit(self, entry: AuditEntry) -> None:
        """Append one line to the hash-chained audit log; a lost race takes the next number."""
        while True:
            number, before = await self._last()
            line = next_line(before, number + 1, self._clock(), entry)
            if await self._objects.create(keys.audit(line.seq), line_to_json(line)):
                self._last_line = line.seq
                return

    async def _last(self) -> tuple[int, str]:
        """The newest line's number and digest; (-1, "") of an empty log."""
        after = f"{self._last_line - 1:012}" if self._last_line > 0 else ""
        number = -1
        async for each in self._objects.names(keys.audit(), after=after):
            number = int(each.name)
        blob = await self._objects.get(keys.audit(number)) if number >= 0 else None
        return number, "" if blob is None else line_from_json(number, blob.body).digest


def line_to_json(line: AuditLine) -> bytes:
    """The object of a line; its number is the object's name."""
    texts = [line.tenant, line.actor, line.action, line.subject, line.detail]
    return orjson.dumps({"at": line.at, "line": texts, "digest": line.digest})


def line_from_json(number: int, body: bytes) -> AuditLine:
    """The line again."""
    stored = orjson.loads(body)
    tenant, actor, action, subject, detail = stored["line"]
    return AuditLine(number, stored["at"], tenant, actor, action, subject, detail, stored["digest"])
