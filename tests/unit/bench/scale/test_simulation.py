"""The simulated fleet loses nothing, counts nothing twice, and waits as long as Little's law says."""

from dataclasses import replace

import pytest

from bench.scale.parameters import Kind, Parameters, Step, read
from bench.scale.services import Message
from bench.scale.simulation import World


def told(**load: float) -> Parameters:
    """A small load, and processes that have started."""
    full = read()
    small = replace(full.load, reports_per_second=120.0, seconds=4.0, problems=12, **load)
    return replace(full, load=small, process=replace(full.process, cold_start=0.0))


def swapping(parameters: Parameters) -> Parameters:
    """A protocol whose flush is one conditional write of the head."""
    flush = (Step("head", Kind.READ, "flush", head=True), Step("head", Kind.WRITE, "flush", commit=True))
    return replace(parameters, protocol=replace(parameters.protocol, flush=flush))


def test_what_comes_twice_counts_once() -> None:
    world = World(told(), 2)
    for number in range(0, 90, 3):
        world.queue.send(Message(number, number % 13, 0.0))
    world.drain([number % 13 for number in range(90)])
    world.env.run(world.env.now + 60)
    assert sorted(world.book.counted) == list(range(90))
    assert sum(world.book.problems.values()) == 90
    assert world.book.replays == 30
    assert len(world.queue) == 0


def test_whatever_is_sent_is_counted_or_on_its_way() -> None:
    world = World(told(delivered_twice=0.2), 2)
    figures = world.run()
    assert world.book.counted.keys() <= world.queue.sent
    on_their_way = len(world.queue.sent) - len(world.book.counted)
    assert 0 <= on_their_way <= figures.backlog + 2 * 8 * 10
    assert world.book.replays > 0
    assert figures.rate == pytest.approx(120, rel=0.25)


def test_the_queue_obeys_littles_law() -> None:
    """The mean length is the rate of arrivals times the mean wait: the area under the length is the sum of waits."""
    world = World(told(), 1)
    world.run()
    still = world.queue.finish()
    assert world.queue.waited
    assert world.queue.area == pytest.approx(sum(world.queue.waited) + still)


def test_a_prefix_that_refuses_delays_and_loses_nothing() -> None:
    parameters = told()
    tight = replace(
        parameters,
        s3=replace(parameters.s3, writes=20.0, prefixes=1),
        limits=replace(parameters.limits, attempts=2, again=0.5),
    )
    problems = [number % 13 for number in range(60)]
    world = World(tight, 2)
    seconds = world.drain(problems)
    assert sorted(world.book.counted) == list(range(60))
    assert min(world.s3.refused, world.book.put_back) > 0
    assert seconds > 2 * World(parameters, 2).drain(problems)


def test_of_two_writers_of_one_head_one_begins_again() -> None:
    world = World(swapping(told()), 4)
    world.drain([0] * 320)
    assert world.book.lost_races > 0
    assert world.s3.versions[0] == world.book.flushes
    assert sorted(world.book.counted) == list(range(320))


def test_one_process_flushes_a_problem_one_at_a_time() -> None:
    world = World(swapping(told()), 1)
    world.drain([0] * 320)
    assert world.book.lost_races == 0


def test_whoever_is_alone_remembers_the_heads() -> None:
    world = World(swapping(told()), 1)
    world.drain([number % 13 for number in range(300)])
    assert 2 * world.s3.requests[Kind.READ] < world.s3.requests[Kind.WRITE]


def test_a_core_does_no_more_than_one_cores_work() -> None:
    world = World(told(), 1)
    seconds = world.drain([0] * 400)
    requests = world.s3.requests[Kind.READ] + world.s3.requests[Kind.WRITE]
    cost = world.told.cost
    assert world.processes[0].busy == pytest.approx((400 * cost.report + requests * cost.request) / 1e3)
    assert world.processes[0].busy <= seconds


def test_more_processes_decide_sooner() -> None:
    """While their reports are of many problems, whose heads they do not race for."""
    problems = [number % 300 for number in range(600)]
    assert World(told(), 4).drain(problems) < 0.6 * World(told(), 1).drain(problems)
