"""What Lambda calls: `python -m awslambdaric api.cloud.handler.main`.

Importing it opens everything, in the phase that Lambda gives a process to start in. What it raises then, Lambda shows
as the reason why no process starts.
"""

from typing import Any

from api.cloud.function import Function, Invocation
from tools.nouns.json_types import Json

_function = Function.start()


def main(event: Json, invocation: Invocation) -> Any:
    """One invocation."""
    return _function.answer(event, invocation)
