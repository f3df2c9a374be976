"""Spans nest as the work does, end with it, and cost nothing where nothing is traced."""

import asyncio

import pytest

from tests.support.doubles.tracer import KeptSpans, tracing_to
from tools.telemetry import spans as open_spans
from tools.telemetry.spans import NOTHING, span, spanned
from tools.telemetry.tracing import UNTRACED


@spanned("inner")
async def inner(value: int) -> int:
    await asyncio.sleep(0)
    return value


async def test_spans_nest_also_in_tasks() -> None:
    kept = KeptSpans()
    with tracing_to(kept).root("root"):
        with span("outer"):
            later = asyncio.create_task(inner(1))
        with span("beside"):
            assert await asyncio.gather(inner(2), later) == [2, 1]
    assert sorted(kept.paths()) == [
        "root",
        "root > beside",
        "root > beside > inner",
        "root > outer",
        "root > outer > inner",
    ]
    assert all(each.ended for each in kept.spans)
    assert open_spans.current() is None


async def test_a_failed_span_says_the_kind_of_error_alone() -> None:
    kept = KeptSpans()
    with pytest.raises(ValueError, match="secret"), tracing_to(kept).root("root"), span("inside"):
        raise ValueError("a secret")
    assert [each.failed for each in kept.spans] == ["ValueError", "ValueError"]
    assert not any("secret" in str(each.attributes) for each in kept.spans)


async def test_where_nothing_is_traced_nothing_is_made() -> None:
    assert span("alone") is NOTHING
    with UNTRACED.root("root") as root, span("inside") as inside:
        assert (root, inside) == (None, None)
        assert open_spans.trace_id() == ""
        assert await inner(3) == 3


async def test_what_is_not_sampled_has_no_children() -> None:
    kept = KeptSpans()
    with tracing_to(kept, ratio=0).root("root"), span("inside"):
        assert await inner(3) == 3
    assert kept.spans == []


async def test_the_first_recorded_caller_leads_and_others_are_linked() -> None:
    kept, callers = KeptSpans(), [f"00-{n:032x}-{n:016x}-0{n % 2}" for n in range(1, 6)]
    with tracing_to(kept, ratio=0).root("queue", traceparents=["", *callers]):
        assert open_spans.trace_id() == f"{1:032x}"
    [made] = kept.spans
    assert [each.trace_id for each in made.links] == [3, 5]
    with tracing_to(kept, ratio=0).root("queue", traceparents=[callers[1]]):
        assert open_spans.trace_id() == "", "its caller does not record it"
    with tracing_to(kept).root("queue", traceparents=[]):
        assert len(kept.spans) == 2
