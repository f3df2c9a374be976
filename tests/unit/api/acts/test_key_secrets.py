"""The signing secret of a key in use: given, replaced, removed; by its tenant only, and audited."""

import pytest

from api.acts import key_secrets, keys
from api.acts.keys import WantedKey
from tests.support.audit_log import audited
from tools.errors import Conflict, Forbidden, InvalidRequest, NotFound
from tools.nouns.callers import EVERYTHING, Caller, Scope
from tools.nouns.keys import ApiKey
from tools.toolbox import Toolbox

ANN = Caller("acme", "ann", EVERYTHING)
OTHER = Caller("umbrella", "eve", EVERYTHING)
RESPONDER = Caller("acme", "joe", frozenset([Scope.READ, Scope.REPORT, Scope.RESPOND]))
NOW = 1_700_000_000.0


async def added(toolbox: Toolbox, **wanted: str | bool) -> ApiKey:
    how = WantedKey(name="pager", scopes=["report"], **wanted)  # type: ignore[arg-type]
    return (await keys.add_key(toolbox.keys, toolbox.accounts, ANN, how, NOW))[0]


async def given(toolbox: Toolbox, key: ApiKey, secret: str, old: float = 60.0, caller: Caller = ANN) -> ApiKey:
    return await key_secrets.set_secret(toolbox.keys, toolbox.accounts, caller, key.key_id, secret, old, NOW)


async def removed(toolbox: Toolbox, key: ApiKey, caller: Caller = ANN) -> ApiKey:
    return await key_secrets.remove_secret(toolbox.keys, toolbox.accounts, caller, key.key_id)


async def test_a_secret_is_given_replaced_and_removed(toolbox: Toolbox) -> None:
    key = await added(toolbox)
    assert (await given(toolbox, key, "the first one")).signing_secrets(NOW) == ("the first one",)
    both = await given(toolbox, key, "the second one")
    assert both.signing_secrets(NOW) == ("the second one", "the first one")
    assert both.digest == key.digest
    assert (await removed(toolbox, key)).demands_signature is False
    name = '"name":"pager"'
    assert [line[2:] for line in audited(toolbox.settings.data_dir)][1:] == [
        ("key-secret-set", key.key_id, f'{{{name},"secrets":"1"}}'),
        ("key-secret-set", key.key_id, f'{{{name},"secrets":"2"}}'),
        ("key-secret-removed", key.key_id, f"{{{name}}}"),
    ]


@pytest.mark.parametrize(
    ("secret", "old", "said"),
    [
        ("", 0.0, "^signing_secret: must not be empty"),
        ("seven c", 0.0, "^signing_secret: must have at least 8 characters"),
        ("long enough", -1.0, "^old_valid_seconds: must be 0 or more seconds, at most 30 days"),
        ("long enough", 31 * 86_400.0, "^old_valid_seconds: must be 0 or more seconds, at most 30 days"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(toolbox: Toolbox, secret: str, old: float, said: str) -> None:
    key = await added(toolbox)
    with pytest.raises(InvalidRequest, match=said):
        await given(toolbox, key, secret, old)
    assert await toolbox.keys.key(key.key_id) == key


async def test_a_key_made_to_require_signatures_keeps_a_secret(toolbox: Toolbox) -> None:
    key = await added(toolbox, signing_secret="the first one", require_signature=True)
    with pytest.raises(Conflict, match="made to require signatures"):
        await removed(toolbox, key)
    assert (await given(toolbox, key, "the second one", 0.0)).signing_secrets(NOW) == ("the second one",)


async def test_only_administrators_of_its_tenant_change_it(toolbox: Toolbox) -> None:
    key = await added(toolbox)
    for caller, error in ((RESPONDER, Forbidden), (OTHER, NotFound)):
        with pytest.raises(error):
            await given(toolbox, key, "long enough", caller=caller)
        with pytest.raises(error):
            await removed(toolbox, key, caller)
    await keys.revoke_key(toolbox.keys, toolbox.accounts, ANN, key.key_id)
    with pytest.raises(Conflict, match="is revoked"):
        await given(toolbox, key, "long enough")
