"""Sign-ins, stored as records; implemented once for every store."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict

import orjson

from tools.nouns.sign_ins import SignIn
from tools.ports.matching import Clock
from tools.ports.sign_ins import SignInStore
from tools.tickets.shared.records import Records, bodies


class SignInRecords(SignInStore):
    """The SignInStore port."""

    def __init__(self, records: Records, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    async def add(self, session: SignIn) -> None:
        """See `SignInStore`."""
        folder = _folder(session.username)
        await self._records.put(folder + session.session_id, orjson.dumps(asdict(session)))
        for name, body in await bodies(self._records, folder):
            if orjson.loads(body)["expires_at"] <= self._clock():
                await self._records.delete(folder + name)

    async def of_user(self, username: str) -> Sequence[SignIn]:
        """See `SignInStore`."""
        found = [SignIn(**orjson.loads(body)) for _, body in await bodies(self._records, _folder(username))]
        return sorted((each for each in found if each.expires_at > self._clock()), key=lambda each: each.at)

    async def forget(self, username: str, session_id: str) -> None:
        """See `SignInStore`."""
        await self._records.delete(_folder(username) + session_id)


def _folder(username: str) -> str:
    return f"sign-in/{hashlib.sha256(username.encode()).hexdigest()[:32]}/"
