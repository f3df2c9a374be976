"""The two JSON types that codecs use; the typed nouns on the other side give them meaning."""

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]
"""A JSON object written by a codec."""
Stored = Mapping[str, Any]
"""A JSON object read back, possibly stored by another build."""
