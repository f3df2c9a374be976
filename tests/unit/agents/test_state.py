"""Every key of a run is explained where it is declared."""

import ast
import inspect
from typing import Required, get_args, get_origin, get_type_hints

from agents import state
from agents.state import Asked, Ephemeral, Findings, Input, Output


def test_the_output_has_every_key_of_the_wire() -> None:
    assert {"status", "incident_id", "request_id", "decision", "pending", "similar"} < set(Output.__annotations__)


def test_every_key_of_the_state_has_a_docstring_under_it() -> None:
    parts = [node for node in ast.parse(inspect.getsource(state)).body if isinstance(node, ast.ClassDef)]
    for part in parts:
        for key, below in zip(part.body, [*part.body[1:], None], strict=True):
            if isinstance(key, ast.AnnAssign) and part.name != Input.__name__:
                explained = isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
                assert explained, f"{part.name}.{ast.unparse(key.target)}"


def test_every_input_key_is_described_and_forgotten() -> None:
    for hint in get_type_hints(Input, include_extras=True).values():
        told = get_args(hint)[0] if get_origin(hint) is Required else hint
        assert told.__metadata__[0].description
        assert told.__metadata__[-1] is Ephemeral


def test_what_retrieval_asks_with_is_of_the_redacted_type() -> None:
    hints = {**get_type_hints(Asked), **get_type_hints(Findings)}
    assert {name for name, hint in hints.items() if "Redacted" in str(hint)} == {"service", "log", "labels", "template"}
