"""The run's state: what the agents read and write, plain JSON types only, so that any door can carry it.

`Input` is what a run is given, `State` the sum of all that the agents add, `Output` the part that callers see.
"""

from agents.answer import Answer as Output
from agents.publisher import Recommended as State
from agents.report import Incoming as Input

__all__ = ["Input", "Output", "State"]
