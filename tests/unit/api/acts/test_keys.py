"""What an administrator does with API keys: what is kept, what is refused by its field, and what is audited."""

from typing import Any

import pytest

from api.acts import keys
from api.acts.keys import WantedKey
from api.auth.keys import digest_of, key_id_in
from tests.support.audit_log import audited
from tools.errors import Forbidden, InvalidRequest, NotFound
from tools.nouns.callers import EVERYTHING, Caller, Scope
from tools.nouns.keys import ApiKey
from tools.toolbox import Toolbox

ANN = Caller("acme", "ann", EVERYTHING)
OTHER = Caller("umbrella", "eve", EVERYTHING)
RESPONDER = Caller("acme", "joe", frozenset([Scope.READ, Scope.REPORT, Scope.RESPOND]))
NOW = 1_700_000_000.0


async def added(toolbox: Toolbox, caller: Caller = ANN, **wanted: Any) -> tuple[ApiKey, str]:
    how = WantedKey(**{"name": "grafana of the hall", "scopes": ["report"]} | wanted)
    return await keys.add_key(toolbox.keys, toolbox.accounts, caller, how, NOW)


async def test_a_key_is_kept_as_it_was_wanted_and_told_once(toolbox: Toolbox) -> None:
    wanted: dict[str, Any] = {
        "scopes": ["report", "read"],
        "sender": "grafana",
        "service": "payments",
        "environment": "prod",
        "signing_secret": "eight ch",
        "require_signature": True,
        "recovery_quiet_seconds": 60.0,
        "mapping": {"text": "alerts[0].summary"},
        "heartbeat": True,
        "expires_at": NOW + 1,
    }
    key, told = await added(toolbox, **wanted)
    assert key == ApiKey(
        **wanted | {"scopes": frozenset([Scope.REPORT, Scope.READ])},
        key_id=key.key_id,
        tenant="acme",
        name="grafana of the hall",
        maker="ann",
        digest=digest_of(told),
        created_at=NOW,
    )
    assert key_id_in(told) == key.key_id
    assert await toolbox.keys.key(key.key_id) == key


async def test_what_was_not_wanted_is_left_open(toolbox: Toolbox) -> None:
    key, _ = await added(toolbox)
    assert (key.sender, key.service, key.environment, key.signing_secret) == ("", "", "", "")
    assert (key.require_signature, key.heartbeat, key.expires_at) == (False, False, None)
    assert (key.recovery_quiet_seconds, dict(key.mapping)) == (None, {})


async def test_names_of_a_key_are_redacted(toolbox: Toolbox) -> None:
    mail, hidden = "jane.doe@example.com", "[REDACTED:email]"
    key, _ = await added(toolbox, name=f"of {mail}", service=f"s {mail}", environment=f"e {mail}")
    assert (key.name, key.service, key.environment) == (f"of {hidden}", f"s {hidden}", f"e {hidden}")


async def test_a_key_is_revoked_once_and_by_its_tenant_only(toolbox: Toolbox) -> None:
    key, _ = await added(toolbox)
    with pytest.raises(NotFound):
        await keys.revoke_key(toolbox.keys, toolbox.accounts, OTHER, key.key_id)
    ended = await keys.revoke_key(toolbox.keys, toolbox.accounts, ANN, key.key_id)
    assert ended.revoked_at is not None
    again = await keys.revoke_key(toolbox.keys, toolbox.accounts, ANN, key.key_id)
    assert again.revoked_at == ended.revoked_at
    assert [each.key_id for each in await keys.listed_keys(toolbox.keys, ANN)] == [key.key_id]
    assert await keys.listed_keys(toolbox.keys, OTHER) == []


async def test_every_act_on_a_key_leaves_its_line(toolbox: Toolbox) -> None:
    key, _ = await added(toolbox, scopes=["report", "read"], sender="grafana")
    await keys.revoke_key(toolbox.keys, toolbox.accounts, ANN, key.key_id)
    name = '"name":"grafana of the hall"'
    assert audited(toolbox.settings.data_dir) == [
        ("acme", "ann", "key-added", key.key_id, f'{{{name},"scopes":"read report","sender":"grafana"}}'),
        ("acme", "ann", "key-revoked", key.key_id, f"{{{name}}}"),
    ]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"name": " "}, "^name: must not be empty"),
        ({"service": "a\nb"}, "^service: control and invisible"),
        ({"environment": "a\nb"}, "^environment: control and invisible"),
        ({"scopes": []}, "^scopes: name at least one of report, read, respond, admin"),
        ({"scopes": ["report", "own"]}, "^scopes: use report, read, respond, admin"),
        ({"sender": "carrier-pigeon"}, "^sender: use .*grafana"),
        ({"expires_at": NOW}, "^expires_at: must be in the future"),
        ({"signing_secret": "seven c"}, "^signing_secret: must have at least 8 characters"),
        ({"require_signature": True}, "^require_signature: needs a signing_secret; only the senders sns"),
        ({"require_signature": True, "sender": "grafana"}, "^require_signature: needs a signing_secret"),
        (
            {"recovery_quiet_seconds": -1.0},
            "^recovery_quiet_seconds: must be 0 or more seconds, at most 30 days, or off",
        ),
        (
            {"recovery_quiet_seconds": "on"},
            "^recovery_quiet_seconds: must be 0 or more seconds, at most 30 days, or off",
        ),
        ({"mapping": {"colour": "a"}}, "^mapping: 'colour' is not a field: use text, title, "),
        ({"mapping": {"text": "a.["}}, "^mapping.text: not a JMESPath expression"),
    ],
)
async def test_a_key_that_cannot_be_is_refused_by_its_field(toolbox: Toolbox, wanted: Any, said: str) -> None:
    with pytest.raises(InvalidRequest, match=said):
        await added(toolbox, **wanted)
    assert await keys.listed_keys(toolbox.keys, ANN) == []
    assert audited(toolbox.settings.data_dir) == []


@pytest.mark.parametrize(
    "wanted",
    [
        {"recovery_quiet_seconds": 0.0},
        {"recovery_quiet_seconds": "off"},
        {"require_signature": True, "sender": "sns"},
        {"signing_secret": "eight ch"},
    ],
)
async def test_what_just_can_be_is_taken(toolbox: Toolbox, wanted: dict[str, Any]) -> None:
    key, _ = await added(toolbox, **wanted)
    assert {name: getattr(key, name) for name in wanted} == wanted


async def test_a_key_may_do_no_more_than_its_maker(toolbox: Toolbox) -> None:
    maker = Caller("acme", "ann", frozenset([Scope.ADMIN, Scope.READ]))
    with pytest.raises(Forbidden, match="no more than its maker, who has admin, read"):
        await added(toolbox, maker, scopes=["report"])
    key, _ = await added(toolbox, maker, scopes=["read", "admin"])
    assert key.scopes == maker.scopes


async def test_a_key_makes_no_keys(toolbox: Toolbox) -> None:
    with pytest.raises(Forbidden, match="a key cannot make keys"):
        await added(toolbox, Caller("acme", "key:robot", EVERYTHING, key_id="key_1"))


async def test_nobody_but_an_administrator_sees_or_changes_keys(toolbox: Toolbox) -> None:
    key, _ = await added(toolbox)
    with pytest.raises(Forbidden):
        await added(toolbox, RESPONDER)
    with pytest.raises(Forbidden):
        await keys.revoke_key(toolbox.keys, toolbox.accounts, RESPONDER, key.key_id)
    with pytest.raises(Forbidden):
        await keys.listed_keys(toolbox.keys, RESPONDER)
    assert [each.revoked_at for each in await keys.listed_keys(toolbox.keys, ANN)] == [None]
