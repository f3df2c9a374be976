from typing import Any, get_args

import pytest

from agents.analyzer import Path
from graph.routing import PATHS, route


def test_every_word_leads_somewhere() -> None:
    assert set(PATHS) == set(get_args(Path))


@pytest.mark.parametrize("word", get_args(Path))
def test_the_analyzer_s_word_is_the_way(word: Any) -> None:
    assert route({"path": word}) == word  # type: ignore[typeddict-item]
