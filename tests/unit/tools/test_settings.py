"""`.env.example` names every setting with its default, and works as it stands."""

import re
from pathlib import Path

import pytest
from dotenv import dotenv_values
from pydantic import ValidationError

from tools.settings import Backend, Settings

EXAMPLE = Path(__file__).resolve().parents[3] / ".env.example"


def test_every_setting_is_documented_with_its_default(monkeypatch) -> None:
    monkeypatch.delenv("DATA_DIR")
    named = dotenv_values(EXAMPLE)
    assert {name.lower() for name in named} == set(Settings.model_fields)
    assert Settings(_env_file=EXAMPLE) == Settings(_env_file=None)


def test_every_line_says_what_it_is_for() -> None:
    own_words = re.compile(r"^[A-Z0-9_]+=.*#\s+\S+|^#|^$|^(?:OPENAI|S3|AWS|PINECONE|LLM|FLAP|PORT|LOG_|HUGGING|ACCESS)")
    assert [line for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if not own_words.match(line)] == []


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("ticket_store", Backend.OPENAI),
        ("vector_index", Backend.RUNBOOK),
        ("advisor", Backend.S3),
        ("embeddings", Backend.S3),
    ],
)
def test_a_backend_of_another_kind_is_refused(name: str, wrong: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name.upper(), wrong.value)
    with pytest.raises(ValidationError, match=rf"{name}\n.*use auto, "):
        Settings()
