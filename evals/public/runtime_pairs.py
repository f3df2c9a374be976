"""Real crashes, loggers, daemons and alert senders, two runs each, in the format of verdict kinds."""

from pathlib import Path

from evals.public import Table, verdict_kinds

FOLDER = "runtime_pairs"


def run(data_dir: Path) -> Table:
    """Run every `*.jsonl` of `data_dir/runtime_pairs`, by kind."""
    return verdict_kinds.run(data_dir, FOLDER, "Two runs of real programs")
