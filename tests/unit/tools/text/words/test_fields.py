"""The table of names that senders give to their fields."""

from collections import Counter
from pathlib import Path

from tools.text.words import fields

TABLE = Path(fields.__file__).with_name("fields.txt").read_text(encoding="utf-8")


def test_a_name_of_a_thing_or_a_place_has_one_kind() -> None:
    told: Counter[str] = Counter()
    is_kind = False
    for line in TABLE.splitlines():
        if line.startswith("["):
            is_kind = line.startswith(("[broken ", "[where "))
        elif is_kind and not line.startswith("#"):
            told.update(line.split())
    assert [name for name, count in told.items() if count > 1] == []
    assert len(told) > 100
