"""The entry point for Lambda: `python -m awslambdaric api.cloud.handler.main`.

Importing it opens everything, in the phase that Lambda gives a process to start in. Lambda shows an error raised then
as the reason why no process starts.
"""

from typing import TYPE_CHECKING, Any

from api.starting import uncollected

if TYPE_CHECKING:
    from api.cloud.function import Invocation
    from tools.nouns.json_types import Json

with uncollected():
    from api.cloud.function import Function

    _function = Function.start()


def main(event: "Json", invocation: "Invocation") -> Any:
    """Handle one invocation."""
    return _function.answer(event, invocation)
