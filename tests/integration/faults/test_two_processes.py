"""Two processes on one file: one ticket per problem, nothing lost, and a write-ahead log that stays small."""

from contextlib import ExitStack
from pathlib import Path

from tests.integration.faults.children import anything, child, same_report, told
from tests.integration.faults.evidence import broken_promises, count, flaws
from tests.integration.faults.traffic import wal_size

REPORTS = 500


def test_one_problem_reported_a_thousand_times_is_one_ticket(tmp_path: Path) -> None:
    with ExitStack() as family:
        pipes = [family.enter_context(child(same_report, tmp_path, seed, REPORTS))[1] for seed in range(2)]
        promises = [promise for pipe in pipes for promise in pipe.recv()]
    assert len(promises) == 2 * REPORTS
    assert len({incident_id for _, _, incident_id in promises}) == 1
    assert count(tmp_path, "tickets") == 1
    assert count(tmp_path, "occurrences") == 2 * REPORTS
    assert broken_promises(tmp_path, promises) == []
    assert flaws(tmp_path) == []


def test_checkpoints_under_load_keep_the_log_small(tmp_path: Path) -> None:
    with ExitStack() as family:
        pipes = [family.enter_context(child(anything, tmp_path, seed))[1] for seed in range(2)]
        promises = []
        largest = 0
        while len(promises) < 6_000:
            promises += [each for pipe in pipes for each in told(pipe, 0.05)]
            largest = max(largest, wal_size(tmp_path))
    assert largest < 8 << 20
    assert broken_promises(tmp_path, promises) == []
    assert flaws(tmp_path) == []
