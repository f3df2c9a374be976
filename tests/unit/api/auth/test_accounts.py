"""An account is read once for many requests, and again soon enough that a disabled user is out in seconds."""

from dataclasses import replace

import pytest

from api.auth import accounts
from api.auth.accounts import ACCOUNT_FRESH_SECONDS, Authenticator
from api.auth.signing_keys import FixedKeys
from api.auth.tokens import TokenSigner
from api.http.problems import ProblemError
from tests.support.application import SECRET
from tests.support.clock import ManualClock
from tools.nouns.accounts import Account, Role

USER = Account(username="eve", tenant="default", role=Role.ADMIN, password_hash="-")


class _Accounts:
    """A store with one user, which counts how often it is asked."""

    def __init__(self) -> None:
        self.held, self.asked = USER, 0

    async def user(self, username: str) -> Account | None:
        self.asked += 1
        return self.held if username == self.held.username else None


async def test_an_account_is_read_once_in_two_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    steps, store, signer = ManualClock(100.0), _Accounts(), TokenSigner(FixedKeys([SECRET]), 3600.0)
    monkeypatch.setattr(accounts.time, "monotonic", steps)
    authenticator, header = Authenticator(signer, store), f"Bearer {signer.sign(USER)}"  # type: ignore[arg-type]
    for _ in range(3):
        assert (await authenticator.principal(header)).tenant == "default"
    assert store.asked == 1
    store.held = replace(USER, disabled=True)
    assert await authenticator.principal(header)
    steps.pass_(ACCOUNT_FRESH_SECONDS + 0.1)
    with pytest.raises(ProblemError):
        await authenticator.principal(header)
    assert store.asked == 2


async def test_what_this_process_changed_is_read_at_once() -> None:
    store, signer = _Accounts(), TokenSigner(FixedKeys([SECRET]), 3600.0)
    authenticator, header = Authenticator(signer, store), f"Bearer {signer.sign(USER)}"  # type: ignore[arg-type]
    assert await authenticator.principal(header)
    store.held = replace(USER, token_version=2)
    authenticator.forget("eve")
    with pytest.raises(ProblemError, match="not valid"):
        await authenticator.principal(header)
