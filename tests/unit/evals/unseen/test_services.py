"""The services of the unseen set: every problem is its own in pairs and streams; messages lose their headers."""

import re
from collections import Counter
from random import Random

from evals.public.streams import replay
from evals.stream_score import score_stream
from evals.unseen.lines import FIRST, SLOTS, filled
from evals.unseen.services import KINDS, read_services, service_pairs, service_stream


def test_every_problem_is_named_once_and_many_systems_speak() -> None:
    services = read_services()
    assert len({service.name for service in services}) == len(services) >= 240
    assert len({service.system for service in services}) >= 45
    assert {"line", "json", "logfmt", "trace", "alert", "klog", "event"} <= {service.kind for service in services}


def test_no_slot_is_left() -> None:
    draw = Random(1)
    for service in read_services():
        raw = service.line(draw, 60.0).raw
        left = re.findall(r"\{(\w+|[%>][^{}]*)\}", raw)
        assert {slot for slot in left if slot in SLOTS or slot[0] in "%>"} == set(), service.name
        assert "\0" not in raw


def test_a_message_is_its_text_without_the_header() -> None:
    [service] = [each for each in read_services() if each.name == "haproxy: backend web has no server"]
    line = service.line(Random(1), 60.0)
    assert line.message == "backend web has no server available!"
    assert line.raw.endswith(line.message)
    assert " haproxy[" in line.raw


def test_a_time_slot_is_the_moment_of_the_report() -> None:
    assert filled("{%H:%M} {digit}", Random(1), moment=FIRST).startswith("09:00 ")


def test_pairs_are_labelled_by_their_problem() -> None:
    pairs = list(service_pairs(Random(7)))
    assert set(Counter(pair["kind"] for pair in pairs)) == set(KINDS.values())
    assert all((pair["expect"] == "same") is (pair["kind"] == KINDS["pos"]) for pair in pairs)
    assert len({pair["id"] for pair in pairs}) == len(pairs) > 1_000


def test_the_stream_has_every_problem_duplicates_and_regressions() -> None:
    stream = list(service_stream(Random(7)))
    score = score_stream(stream, replay(stream, lambda event: event["group"]))
    assert (score.status_accuracy, score.bcubed[2], score.split, score.merged) == (1.0, 1.0, 0, 0)
    assert {event["group"] for event in stream} == {service.name for service in read_services()}
    verdicts = Counter(event["expected"] for event in stream if event["type"] == "incident")
    assert min(verdicts[name] for name in ("new", "existing", "regression")) >= 20
