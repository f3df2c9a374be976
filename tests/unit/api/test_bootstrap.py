"""The first start, and the secrets that do not start."""

import asyncio
import stat
from pathlib import Path

import pytest

from api.bootstrap import check_secrets, ensure_admin, prepare
from api.security import PasswordHasher
from tests.unit.api.harness import open_test_toolbox, settings_of
from tools.errors import Misconfigured

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


def test_secrets_are_made_once_and_for_their_owner_only(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, jwt_secret_key=None, admin_password=None)
    first, second = prepare(settings), prepare(settings)
    assert (first.first_start, second.first_start) == (True, False)
    assert (first.jwt_secret, first.admin_password) == (second.jwt_secret, second.admin_password)
    assert len(first.jwt_secret.encode()) >= 32
    assert stat.S_IMODE(settings.data_dir.stat().st_mode) == 0o700
    files = sorted(settings.data_dir.iterdir())
    assert [file.name for file in files] == ["admin-password", "jwt-secret"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Misconfigured, match="DATA_DIR"):
        prepare(settings_of(tmp_path, data_dir=tmp_path / "file" / "data"))


async def test_two_processes_make_one_administrator(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, admin_password=None)
    made = [prepare(settings), prepare(settings)]
    toolbox, hasher = await open_test_toolbox(settings), PasswordHasher(rounds=4)
    created = await asyncio.gather(*(ensure_admin(toolbox.accounts, hasher, settings, one) for one in made))
    assert sorted(created) == [False, True]
    assert not await ensure_admin(toolbox.accounts, hasher, settings, made[0])
    (user,) = await toolbox.accounts.users()
    assert (user["username"], user["role"], user["tenant"]) == ("admin", "admin", "default")
    assert await hasher.verify(made[1].admin_password, user["password_hash"])
    hasher.close()
    await toolbox.close()
