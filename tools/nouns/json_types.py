"""The two JSON types that codecs use; the types that they convert to and from give them meaning."""

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]
"""A JSON object that a codec wrote."""
Stored = Mapping[str, Any]
"""A JSON object that was read back, of whatever build stored it."""
