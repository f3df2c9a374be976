"""The two shapes of JSON that codecs speak; their meaning is in the nouns that codecs convert to and from."""

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]
"""A JSON object that a codec wrote."""
Stored = Mapping[str, Any]
"""A JSON object that was read back, of whatever build stored it."""
