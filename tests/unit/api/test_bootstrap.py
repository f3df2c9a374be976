"""The first start, and the secrets that do not start."""

import asyncio
import stat
import time
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from api.auth.passwords import PasswordHasher
from api.auth.weak_secrets import check_secrets
from api.bootstrap import ensure_admin, prepare
from tests.support.application import NOBODY, SECRET, open_test_toolbox, settings_of
from tools.backends import open_index, open_store
from tools.errors import Misconfigured
from tools.kept_secrets import ADMIN_PASSWORD_FILE
from tools.nouns.accounts import Role

PUBLIC = {"host": "0.0.0.0"}
KEY = "q8Zt3vR1mX6cB0nL5kW9yE2uH7jS4dFg"


@pytest.mark.parametrize(
    ("changes", "variable"),
    [
        ({"jwt_secret_key": "your-secret-key-change-in-production"}, "JWT_SECRET_KEY"),
        ({"jwt_secret_key": "a" * 64}, "JWT_SECRET_KEY"),
        ({"jwt_secret_key": "example-example-example-example-example"}, "JWT_SECRET_KEY"),
        ({"jwt_secret_key": "too-short"}, "JWT_SECRET_KEY"),
        ({"jwt_previous_secret_key": "too-short"}, "JWT_PREVIOUS_SECRET_KEY"),
        ({"admin_password": "secret"}, "ADMIN_PASSWORD"),
        ({"admin_password": "admin"}, "ADMIN_PASSWORD"),
        ({"admin_password": "Password123"}, "ADMIN_PASSWORD"),
        ({"metrics_token": "changeme"}, "METRICS_TOKEN"),
        ({"openai_api_key": "your-openai-key"}, "OPENAI_API_KEY"),
        ({"pinecone_api_key": "your-pinecone-key"}, "PINECONE_API_KEY"),
    ],
)
def test_weak_secrets_do_not_start_where_others_can_reach(
    tmp_path: Path, changes: dict[str, str], variable: str
) -> None:
    settings = settings_of(tmp_path, **({"jwt_secret_key": KEY} | PUBLIC | changes))
    with pytest.raises(Misconfigured) as caught:
        prepare(settings)
    assert variable in str(caught.value)
    assert next(iter(changes.values())) not in str(caught.value)


def test_good_secrets_start_anywhere(tmp_path: Path) -> None:
    assert check_secrets(settings_of(tmp_path, jwt_secret_key=KEY, host="0.0.0.0")) == ()


def test_a_placeholder_on_loopback_is_a_warning(tmp_path: Path) -> None:
    warnings = check_secrets(settings_of(tmp_path, admin_password="secret", host="localhost"))
    assert len(warnings) == 1
    assert "ADMIN_PASSWORD" in warnings[0]


def test_a_short_signing_key_is_refused_on_loopback_too(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="JWT_SECRET_KEY is shorter than 32 bytes"):
        check_secrets(settings_of(tmp_path, jwt_secret_key="short"))


def test_a_shared_store_needs_a_shared_key(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="JWT_SECRET_KEY is required"):
        check_secrets(settings_of(tmp_path, jwt_secret_key=None, s3_bucket="incidents"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"log_level": "LOUD"}, "LOG_LEVEL: use DEBUG"),
        ({"runbooks_dir": "nowhere"}, "RUNBOOKS_DIR is not a folder"),
    ],
)
def test_bad_settings_are_named_before_anything_is_opened(tmp_path: Path, changes: dict[str, str], said: str) -> None:
    with pytest.raises(Misconfigured, match=said):
        prepare(settings_of(tmp_path, **changes))


async def test_a_backend_that_is_chosen_without_its_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="TICKET_STORE=s3 needs S3_BUCKET"):
        await open_store(settings_of(tmp_path, ticket_store="s3", audit_key=SECRET), time.time, "any")
    async with AsyncExitStack() as opening:
        settings = settings_of(tmp_path, vector_index="pinecone")
        store = await open_store(settings, time.time, "any")
        opening.push_async_callback(store.close)
        with pytest.raises(Misconfigured, match="VECTOR_INDEX=pinecone needs PINECONE_API_KEY"):
            await open_index(settings, store, "any", opening)


def test_secrets_are_made_once_and_for_their_owner_only(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, jwt_secret_key=None)
    first, second = prepare(settings), prepare(settings)
    assert first.signing_keys.active() == second.signing_keys.active()
    assert len(first.signing_keys.active().secret.encode()) >= 32
    assert stat.S_IMODE(settings.data_dir.stat().st_mode) == 0o700
    made = {file.name: stat.S_IMODE(file.stat().st_mode) for file in settings.data_dir.iterdir()}
    assert made == {"jwt-secret": 0o600, "audit-key": 0o600}


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Misconfigured, match="DATA_DIR"):
        prepare(settings_of(tmp_path, data_dir=tmp_path / "file" / "data"))


async def test_two_processes_make_one_administrator(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, admin_password=None)
    toolbox, hasher = await open_test_toolbox(settings), PasswordHasher(rounds=4)
    made = await asyncio.gather(*(ensure_admin(toolbox.accounts, hasher, settings) for _ in range(2)))
    (password,) = filter(None, made)
    assert await ensure_admin(toolbox.accounts, hasher, settings) is None
    (user,) = await toolbox.accounts.users()
    assert (user.username, user.role, user.tenant) == ("admin", Role.OWNER, "default")
    assert await hasher.verify(password, user.password_hash)
    file = settings.data_dir / ADMIN_PASSWORD_FILE
    assert (file.read_text(encoding="utf-8").strip(), stat.S_IMODE(file.stat().st_mode)) == (password, 0o600)
    hasher.close()
    await toolbox.close()


async def test_only_an_administrator_makes_the_first_one_needless(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    toolbox, hasher = await open_test_toolbox(settings), PasswordHasher(rounds=4)
    await toolbox.accounts.create_user(replace(NOBODY, role=Role.RESPONDER))
    assert await ensure_admin(toolbox.accounts, hasher, settings) is None
    assert [user.username for user in await toolbox.accounts.users()] == ["admin", "nobody"]
    assert not (settings.data_dir / ADMIN_PASSWORD_FILE).exists()
    hasher.close()
    await toolbox.close()


async def test_no_password_is_made_up_for_an_administrator_who_has_one(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, admin_password=None)
    toolbox, hasher = await open_test_toolbox(settings), PasswordHasher(rounds=4)
    await toolbox.accounts.create_user(NOBODY)
    assert await ensure_admin(toolbox.accounts, hasher, settings) is None
    assert not (settings.data_dir / ADMIN_PASSWORD_FILE).exists()
    hasher.close()
    await toolbox.close()
