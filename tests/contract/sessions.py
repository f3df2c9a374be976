"""What every SessionStore keeps."""

from dataclasses import replace

from tests.support.clock import ManualClock
from tools.nouns.sessions import IDLE_SECONDS, LONGEST_SECONDS, Session


def session(clock: ManualClock, digest: str = "ab" * 32) -> Session:
    return Session(digest=digest, username="ann", token_version=3, begun_at=clock(), used_at=clock())


class SessionContract:
    async def test_a_session_comes_back_whole_and_ends(self, store, clock: ManualClock):
        begun = session(clock)
        assert await store.sessions.session(begun.digest) is None
        await store.sessions.begin(begun)
        assert await store.sessions.session(begun.digest) == begun
        await store.sessions.end(begun.digest)
        assert await store.sessions.session(begun.digest) is None
        await store.sessions.end(begun.digest)

    async def test_a_use_is_noted_and_brings_no_ended_one_back(self, store, clock: ManualClock):
        begun = session(clock)
        await store.sessions.begin(begun)
        clock.pass_(700)
        await store.sessions.used(begun)
        assert await store.sessions.session(begun.digest) == replace(begun, used_at=clock())
        await store.sessions.end(begun.digest)
        await store.sessions.used(begun)
        assert await store.sessions.session(begun.digest) is None

    async def test_it_is_over_when_idle_or_old(self, clock: ManualClock):
        begun = session(clock)
        assert begun.in_force(clock() + IDLE_SECONDS - 1)
        assert not begun.in_force(clock() + IDLE_SECONDS)
        assert not replace(begun, used_at=clock() + LONGEST_SECONDS).in_force(clock() + LONGEST_SECONDS)

    async def test_sessions_that_are_over_are_forgotten(self, store, clock: ManualClock):
        old = session(clock, "bb" * 32)
        await store.sessions.begin(old)
        clock.pass_(IDLE_SECONDS + 1)
        await store.sessions.begin(session(clock, "aa" * 32))
        assert await store.sessions.session(old.digest) is None
