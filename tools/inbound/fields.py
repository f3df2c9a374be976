"""Typed access to untrusted JSON: every getter returns its own type, whatever the shape of the data."""

from collections.abc import Iterator, Mapping

from tools.inbound.times import instant

# Longer values are cut to this; a report is at most 64 KiB.
VALUE_CHARS = 16_384
_HIDDEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, *range(55296, 57344)))


def scalar(value: object) -> str:
    """A string, number or boolean as trimmed text without control characters; "" for anything else."""
    if isinstance(value, str):
        text = value if len(value) <= VALUE_CHARS else value[:VALUE_CHARS]
        return text.strip() if text.isprintable() else text.translate(_HIDDEN).strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if abs(value) < 10**40 else ""
    return f"{value:.15g}" if isinstance(value, float) else ""


class Fields:
    """One JSON object.

    A path is keys joined by "/" (`event/data/title`). A missing step, or one of another type, gives an empty result.
    """

    __slots__ = ("raw",)

    def __init__(self, raw: object) -> None:
        self.raw: Mapping[str, object] = raw if isinstance(raw, dict) else {}

    def __bool__(self) -> bool:
        return bool(self.raw)

    def __contains__(self, path: str) -> bool:
        return (self.at(path) if "/" in path else self.raw.get(path)) is not None

    def at(self, path: str) -> object:
        """The raw value at the path, or None."""
        if "/" not in path:
            return self.raw.get(path)
        found: object = self.raw
        for key in path.split("/"):
            if not isinstance(found, dict):
                return None
            found = found.get(key)
        return found

    def text(self, *paths: str) -> str:
        """The first non-empty string, number or boolean at the paths, as trimmed text."""
        raw = self.raw
        for path in paths:
            value = self.at(path) if "/" in path else raw.get(path)
            if value is not None:
                found = scalar(value)
                if found:
                    return found
        return ""

    def number(self, *paths: str) -> float | None:
        """The first number at the paths, including one written as text."""
        for path in paths:
            value = self.at(path)
            if isinstance(value, bool) or not isinstance(value, int | float | str):
                continue
            try:
                return float(value)
            except (ValueError, OverflowError):
                continue
        return None

    def time(self, *paths: str) -> float | None:
        """The first time at the paths, in epoch seconds."""
        for path in paths:
            found = instant(self.at(path))
            if found is not None:
                return found
        return None

    def map(self, path: str) -> "Fields":
        """The object at the path; an empty one if there is none."""
        return Fields(self.at(path))

    def maps(self, path: str) -> list["Fields"]:
        """The objects of the list at the path; a single object counts as a list of one."""
        found = self.at(path)
        if isinstance(found, dict):
            return [Fields(found)]
        return [Fields(item) for item in found if isinstance(item, dict)] if isinstance(found, list) else []

    def texts(self, path: str) -> list[str]:
        """The texts of the list at the path, without empty ones; a single text counts as a list of one."""
        found = self.at(path)
        items = found if isinstance(found, list) else [found]
        return [text for text in map(scalar, items) if text]

    def items(self) -> Iterator[tuple[str, str]]:
        """Keys and texts of the values that are not nested and not empty."""
        for key, value in self.raw.items():
            text = scalar(value)
            if text:
                yield key if key.isprintable() else scalar(key), text

    def lowered(self) -> "Fields":
        """The object with keys of only lower-case letters and digits: `EVENT.ID` and `event_id` become `eventid`."""
        return Fields({"".join(filter(str.isalnum, key.lower())): value for key, value in self.raw.items()})
