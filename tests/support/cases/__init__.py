"""Tables of crafted texts, one JSON line a case: `[table, column, …]`; a line that is a string is a remark."""

import json
from pathlib import Path

_FOLDER = Path(__file__).parent


def cases(name: str, table: str) -> list[tuple[str, ...]]:
    """The cases of one table in `<name>.jsonl`, each a tuple of its columns in the order written."""
    lines = (json.loads(line) for line in (_FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines())
    found = [tuple(line[1:]) for line in lines if isinstance(line, list) and line[0] == table]
    assert found, f"{name}.jsonl has no table {table!r}"
    return found
