"""Password hashes. This is the only file that uses passlib."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from passlib.context import CryptContext

from tools.errors import Overloaded

T = TypeVar("T")


class PasswordHasher:
    """bcrypt over SHA-256, so that long passwords count in full; it runs in a small pool, off the event loop."""

    def __init__(self, rounds: int = 12, waiting: int = 32) -> None:
        self._context = CryptContext(schemes=["bcrypt_sha256"], bcrypt_sha256__rounds=rounds)
        self._pool = ThreadPoolExecutor(max_workers=max(1, (os.cpu_count() or 2) // 2), thread_name_prefix="password")
        self._room = waiting
        # Unknown names are checked against this hash, so that they cost as much as known ones. No password matches it.
        self._dummy = f"$bcrypt-sha256$v=2,t=2b,r={rounds}$TvLZaWmgTBHTloURtcs59O$" + "." * 31

    async def hash(self, password: str) -> str:
        """Return the hash to store. Raises Overloaded if too many wait."""
        return str(await self._run(self._context.hash, password))

    async def verify(self, password: str, stored: str | None) -> bool:
        """True if the password matches; an unknown user (`stored` None) and a damaged hash cost the same work."""
        return bool(await self._run(self._fits, password, stored or self._dummy))

    def outdated(self, stored: str) -> bool:
        """True if it was made with fewer rounds than now, or with another scheme."""
        return bool(self._context.needs_update(stored))

    def close(self) -> None:
        """Stop the pool's threads."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _fits(self, password: str, stored: str) -> bool:
        try:
            return bool(self._context.verify(password, stored))
        except ValueError:
            # A damaged hash: nothing matches it, and it must cost what others cost.
            self._context.verify(password, self._dummy)
            return False

    async def _run(self, work: Callable[..., T], *arguments: str) -> T:
        if self._room <= 0:
            raise Overloaded("too many log-ins at once: try again in 5 seconds", retry_after=5)
        self._room -= 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work, *arguments)
        finally:
            self._room += 1
