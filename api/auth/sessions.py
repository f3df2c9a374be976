"""Finds the user that a browser's session cookie belongs to, from the present state of the stores."""

import hashlib
import logging
import secrets
import time
from dataclasses import dataclass

from api.auth.accounts import Principal
from tools.cache import BoundedCache
from tools.errors import IncidentResponderError
from tools.nouns.accounts import Account
from tools.nouns.callers import Caller, Scope, scopes_of
from tools.nouns.redacted import NOTHING, Redacted
from tools.nouns.sessions import NOTED_SECONDS, Session
from tools.nouns.sign_ins import SignIn
from tools.ports import AccountStore, Clock, SessionStore

# A session that ended, and a user who was locked out, are refused everywhere within this time.
FRESH_SECONDS = 2.0
_REMEMBERED = 4096
_SECRET_BYTES = 32
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A session as it was last read from the stores."""

    principal: Principal | None
    """None if there is none or it has ended."""

    checked: float
    """When it was read, in monotonic seconds."""


class Sessions:
    """Begins, recognises and ends sessions. There is one object per process."""

    def __init__(self, sessions: SessionStore, accounts: AccountStore, clock: Clock) -> None:
        self._sessions = sessions
        self._accounts = accounts
        self._clock = clock
        self._seen: BoundedCache[str, _Seen] = BoundedCache(_REMEMBERED)

    async def begin(self, account: Account, address: str = "", agent: Redacted = NOTHING) -> str:
        """Sign a browser in; return the value of its cookie. The caller has authenticated the user.

        The session is listed among the user's sign-ins, with its address and the browser's name.
        """
        secret, now = secrets.token_urlsafe(_SECRET_BYTES), self._clock()
        session = Session(
            digest=_digest(secret),
            username=account.username,
            token_version=account.token_version,
            begun_at=now,
            used_at=now,
        )
        await self._sessions.begin(session)
        await self._accounts.sign_ins.add(
            SignIn(
                session_id=session.session_id,
                username=account.username,
                at=now,
                expires_at=session.ends_at,
                address=address,
                agent=agent,
            )
        )
        return secret

    async def principal(self, secret: str) -> Principal | None:
        """Return the user whose browser sent this cookie; None if the user must sign in again."""
        digest, now = _digest(secret), time.monotonic()
        seen = self._seen.get(digest)
        if seen is None or now - seen.checked > FRESH_SECONDS:
            seen = _Seen(await self._read(digest), now)
            self._seen[digest] = seen
        return seen.principal

    async def end(self, secret: str) -> None:
        """Sign the browser out."""
        digest = _digest(secret)
        session = await self._sessions.session(digest)
        await self._sessions.end(digest)
        self._seen.pop(digest, None)
        if session is not None:
            await self._accounts.sign_ins.forget(session.username, session.session_id)

    def forget(self, username: str) -> None:
        """Read a user's sessions again at their next request, because this process has just changed them."""
        for digest in [digest for digest, seen in self._seen.items() if _is_of(seen.principal, username)]:
            self._seen.pop(digest)

    async def _read(self, digest: str) -> Principal | None:
        session, now = await self._sessions.session(digest), self._clock()
        if session is None or not session.in_force(now):
            return None
        account = await self._accounts.user(session.username)
        if account is None or account.disabled or account.token_version != session.token_version:
            return None
        if session.session_id in account.ended_sessions:
            return None
        if now - session.used_at > NOTED_SECONDS:
            await self._note_use(session)
        scopes = frozenset[Scope]() if account.must_change else scopes_of(account.role)
        caller = Caller(account.tenant, account.username, scopes)
        return Principal(account.username, caller, session_id=session.session_id, session_ends=session.ends_at)

    async def _note_use(self, session: Session) -> None:
        try:
            await self._sessions.used(session)
        except IncidentResponderError as error:
            logger.warning("the use of a session of %s is not noted: %s", session.username, error)


def _is_of(principal: Principal | None, username: str) -> bool:
    return principal is not None and principal.identity == username


def form_token(secret: str) -> str:
    """Return the token in forms of this session, so that no other site can send them; it reveals no cookie."""
    return hashlib.sha256(b"form:" + secret.encode()).hexdigest()[:32]


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
