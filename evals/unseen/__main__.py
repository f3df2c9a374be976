"""`python -m evals.unseen DIR` writes the sets, always the same bytes; `python -m evals --data DIR` measures them."""

import argparse
import json
from pathlib import Path
from random import Random

from evals.unseen.logs import log_pairs, stream
from evals.unseen.services import service_pairs, service_stream
from evals.unseen.texts import alert_pairs, corpus, nomatch, queries

SEED = 7
SETS = {
    "log_pairs/pairs": log_pairs,
    "streams/unseen": stream,
    "streams/services": service_stream,
    "verdict_kinds/services": service_pairs,
    "alert_pairs/pairs": alert_pairs,
    "runbooks/corpus": corpus,
    "runbooks/queries": queries,
    "runbooks/nomatch": nomatch,
}
"""Each set draws from a generator of its own, so that a change in one leaves the others unchanged."""


def write(folder: Path) -> None:
    """Write all sets below `folder`, creating it if needed. Raises OSError."""
    for name, rows in SETS.items():
        path = folder / f"{name}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows(Random(SEED)))
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m evals.unseen", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder for the sets")
    write(parser.parse_args().folder)
