"""Accounts as stores keep them."""

import pytest

from tools.errors import StoreUnavailable
from tools.nouns.accounts import Account, Role
from tools.tickets.shared.accounts import account_from_json, account_to_json

ANN = Account(username="ann", tenant="acme", role=Role.RESPONDER, password_hash="$x$", disabled=True, token_version=7)
STORED = {
    "username": "ann", "tenant": "acme", "role": "responder", "password_hash": "$x$", "disabled": True,
    "token_version": 7,
}  # fmt: skip


def test_an_account_of_an_earlier_version_can_be_read() -> None:
    assert account_from_json(STORED) == ANN
    assert account_to_json(ANN) == STORED | {"must_change": False, "ended_sessions": "{}"}


def test_a_role_of_a_newer_version_is_named_and_grants_nothing() -> None:
    with pytest.raises(StoreUnavailable, match=r"user 'ann'.*viewer, responder, admin"):
        account_from_json(STORED | {"role": "emperor"})
