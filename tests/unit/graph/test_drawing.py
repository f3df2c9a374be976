"""The drawing shows what runs."""

import re
from pathlib import Path

from graph.studio import graph

ARCHITECTURE = Path(__file__).resolve().parents[3] / "docs" / "ARCHITECTURE.md"
AGENTS = {"analyzer", "retriever", "recommender", "publisher"}


def test_the_drawing_has_four_agents_and_three_labelled_paths() -> None:
    drawing = graph.get_graph()
    assert set(drawing.nodes) == AGENTS | {"__start__", "__end__"}
    conditional = {(edge.source, edge.target, edge.data) for edge in drawing.edges if edge.conditional}
    assert conditional == {
        ("analyzer", "publisher", "duplicate"),
        ("analyzer", "retriever", "regression"),
        ("analyzer", "retriever", "new"),
    }


async def test_studio_s_server_draws_the_same() -> None:
    assert (await graph.aget_graph()).to_json() == graph.get_graph().to_json()


async def test_a_copy_draws_the_same() -> None:
    assert graph.copy().get_graph().to_json() == graph.get_graph().to_json()


def test_the_architecture_tour_shows_this_very_drawing() -> None:
    text = ARCHITECTURE.read_text("utf-8")
    found = re.search(r"<!-- graph:start -->\n```mermaid\n(.*?)```\n<!-- graph:end -->", text, re.DOTALL)
    assert found, "docs/ARCHITECTURE.md: put the output of `python -m graph` between the graph markers"
    assert found[1].strip() == graph.get_graph().draw_mermaid().strip()


def test_the_form_has_titles_descriptions_and_an_example() -> None:
    schema = graph.get_input_jsonschema()
    assert schema["description"]
    for field in schema["properties"].values():
        assert field["title"]
        assert field["description"]
        assert field["examples"]


def test_the_tunables_have_descriptions_bounds_and_defaults() -> None:
    schema = graph.get_context_jsonschema()
    assert schema is not None
    fields = schema["properties"]
    assert all(field["description"] and "default" in field for field in fields.values())
    assert fields["dry_run"]["default"] is True
    assert (fields["max_runbooks"]["minimum"], fields["max_runbooks"]["maximum"]) == (1, 10)
