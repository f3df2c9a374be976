"""A damaged file: opening refuses, the check says so, or every answer is right. Never a wrong verdict or a hang."""

import asyncio
import random
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.integration.faults.traffic import TENANT, send
from tools.errors import StoreUnavailable
from tools.nouns.decisions import Verdict
from tools.tickets.embedded import EmbeddedStore, verify

PROBLEMS = 40
PAGE = 4096
GUARD = 60.0

Damage = Callable[[Path, random.Random], None]


def flip_bytes(file: Path, rng: random.Random) -> None:
    content = bytearray(file.read_bytes())
    for _ in range(rng.choice([1, 8, 64])):
        content[rng.randrange(len(content))] ^= rng.randrange(1, 256)
    file.write_bytes(content)


def cut_short(file: Path, rng: random.Random) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: rng.randrange(1, len(content))])


def wipe_a_page(file: Path, rng: random.Random) -> None:
    content = bytearray(file.read_bytes())
    at = rng.randrange(len(content) // PAGE) * PAGE
    content[at : at + PAGE] = rng.randbytes(PAGE)
    file.write_bytes(content)


@pytest.fixture
async def healthy(tmp_path: Path) -> tuple[Path, dict[int, str]]:
    """A folder with some problems, and the ticket of each."""
    data_dir = tmp_path / "healthy"
    store = await EmbeddedStore.open(data_dir, time.time)
    tickets = {}
    for number in range(4 * PROBLEMS):
        answer = await send(store, f"req_{number}", number % PROBLEMS)
        tickets[number % PROBLEMS] = answer.incident_id
    await store.close()
    return data_dir, tickets


async def wrong_answers(data_dir: Path, tickets: dict[int, str]) -> list[str]:
    """Report every known problem again. A refusal cannot be wrong; any other error is no answer we meant to give."""
    store = await EmbeddedStore.open(data_dir, time.time)
    wrong = []
    for problem, incident_id in tickets.items():
        try:
            answer = await asyncio.wait_for(send(store, f"req_again_{problem}", problem), GUARD)
            await asyncio.wait_for(store.incident(TENANT, incident_id), GUARD)
        except StoreUnavailable:
            continue
        except Exception as error:
            wrong.append(f"problem {problem}: {error!r}")
            continue
        if (answer.verdict, answer.incident_id) != (Verdict.EXISTING, incident_id):
            wrong.append(f"problem {problem}: {answer.verdict} {answer.incident_id}")
    await asyncio.wait_for(store.close(), GUARD)
    return wrong


@pytest.mark.parametrize("damage", [flip_bytes, cut_short, wipe_a_page])
@pytest.mark.parametrize("tries", [15, pytest.param(150, marks=pytest.mark.long)])
async def test_damage_is_noticed_or_harmless(
    tmp_path: Path, healthy: tuple[Path, dict[int, str]], damage: Damage, tries: int
) -> None:
    rng = random.Random(18)
    for number in range(tries):
        data_dir = tmp_path / str(number)
        shutil.copytree(healthy[0], data_dir)
        damage(data_dir / "incidents.db", rng)
        noticed = verify(data_dir)
        try:
            wrong = await wrong_answers(data_dir, healthy[1])
        except (StoreUnavailable, UnicodeDecodeError):
            continue
        assert noticed or wrong == [], f"try {number}"


def page_of(data_dir: Path, table: str) -> int:
    """Where the root page of a table begins in the file."""
    with closing(sqlite3.connect(data_dir / "incidents.db")) as sql:
        row = sql.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    return (int(row[0]) - 1) * PAGE


async def test_a_damaged_page_found_while_writing_is_a_refusal(healthy: tuple[Path, dict[int, str]]) -> None:
    file = healthy[0] / "incidents.db"
    content = bytearray(file.read_bytes())
    at = page_of(healthy[0], "aliases")
    content[at : at + PAGE] = bytes(PAGE)
    file.write_bytes(content)
    store = await EmbeddedStore.open(healthy[0], time.time)
    with pytest.raises(StoreUnavailable, match="malformed"):
        await send(store, "req_again", 1)
    await store.close()


async def test_a_garbled_schema_is_a_refusal(healthy: tuple[Path, dict[int, str]]) -> None:
    file = healthy[0] / "incidents.db"
    file.write_bytes(file.read_bytes().replace(b"CREATE TABLE tickets", b"CREATE T\x8aBLE tickets"))
    with pytest.raises(StoreUnavailable):
        await EmbeddedStore.open(healthy[0], time.time)
    assert verify(healthy[0]) != []


async def test_a_value_of_another_type_is_noticed(healthy: tuple[Path, dict[int, str]]) -> None:
    with closing(sqlite3.connect(healthy[0] / "incidents.db")) as sql, sql:
        sql.execute("UPDATE timelines SET digest = CAST(digest AS BLOB)")
    [finding] = verify(healthy[0])
    assert "another type" in finding
