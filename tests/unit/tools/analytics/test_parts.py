"""A change is summed up anew where it happened: the parts of other services stay as they are."""

from tools.analytics.columns import SHARDS, Columns
from tools.analytics.ranges import query_of
from tools.analytics.summary import summed_up
from tools.nouns.severity import Severity

HOUR = 3600.0


def row(number: int, service: str, fixed_after: float | None, *, problem: int = 0) -> tuple[object, ...]:
    at, again = HOUR * number, bool(problem)
    ended = None if fixed_after is None else at + fixed_after
    return (number, problem or number, True, int(Severity.HIGH), service, "prod", at, None, ended, False, again)


def test_only_what_changed_is_summed_up_anew() -> None:
    columns, query = Columns(), query_of(0.0, 100 * HOUR)
    services = [f"svc-{each}" for each in range(SHARDS + 5)]
    columns.put_incidents([row(at, service, float(at)) for at, service in enumerate(services, 1)])
    before = summed_up(columns, query)
    parts = [next(iter(shard.kept.values())) for shard in columns.shards]
    columns.put_incidents([row(3, services[2], 5000.0)])
    after = summed_up(columns, query)
    kept = [one is next(iter(shard.kept.values())) for one, shard in zip(parts, columns.shards, strict=True)]
    assert [at for at, same in enumerate(kept) if not same] == [2]
    assert (before.times.fixed.count, after.times.fixed.count) == (SHARDS + 5, SHARDS + 5)
    assert after.times.fixed.mean == (sum(range(1, SHARDS + 6)) - 3 + 5000) / (SHARDS + 5)
    assert after.slowest[0] == 3
    assert {each.service: each.times.fixed.p50 for each in after.services}["svc-2"] == 5000.0


def test_a_service_shares_its_shard_and_no_figure() -> None:
    columns, query = Columns(), query_of(0.0, 100 * HOUR, service=f"svc-{SHARDS}")
    columns.put_incidents([row(at, f"svc-{at - 1}", 60.0 * at) for at in range(1, SHARDS + 2)])
    found = summed_up(columns, query)
    assert (found.counts.incidents, found.times.fixed.count) == (1, 1)
    assert [(each.service, each.counts.incidents) for each in found.services] == [(f"svc-{SHARDS}", 1)]
    assert summed_up(columns, query_of(0.0, 100 * HOUR, service="never seen")).counts.incidents == 0


def test_a_problem_comes_back_in_another_service() -> None:
    columns = Columns()
    columns.put_incidents([row(1, "web", 10.0), row(2, "api", None, problem=1), row(3, "api", None)])
    (found,) = summed_up(columns, query_of(0.0, 100 * HOUR)).recurring
    assert (found.number, found.incidents, found.regressions) == (2, 2, 1)
