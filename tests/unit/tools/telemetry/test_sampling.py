"""Which traces are recorded, and how a caller's trace is read."""

import pytest

from tools.telemetry.sampling import SAMPLERS, Parent, Sampling, parent_of

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
SAMPLED, DROPPED = Parent(int(TRACE, 16), int(SPAN, 16), True), Parent(int(TRACE, 16), int(SPAN, 16), False)


@pytest.mark.parametrize(
    ("header", "parent"),
    [
        (f"00-{TRACE}-{SPAN}-01", SAMPLED),
        (f" 00-{TRACE}-{SPAN}-01 ", SAMPLED),
        (f"00-{TRACE}-{SPAN}-00", DROPPED),
        (f"00-{TRACE}-{SPAN}-03", SAMPLED),
        (f"cc-{TRACE}-{SPAN}-01-what-is-new", SAMPLED),
        (f"cc-{TRACE}-{SPAN}-01.what-is-new", None),
        (f"00-{TRACE}-{SPAN}-01-what-is-new", None),
        (f"ff-{TRACE}-{SPAN}-01", None),
        (f"00-{'0' * 32}-{SPAN}-01", None),
        (f"00-{TRACE}-{'0' * 16}-01", None),
        (f"00-{TRACE.upper()}-{SPAN}-01", None),
        (f"00-{TRACE[:-1]}-{SPAN}-01", None),
        (f"00-{TRACE}-{SPAN}", None),
        ("", None),
        (None, None),
    ],
)
def test_a_caller_says_what_it_traces(header: str | None, parent: Parent | None) -> None:
    assert parent_of(header) == parent


@pytest.mark.parametrize(
    ("sampler", "here", "here_late", "sampled", "dropped"),
    [
        ("always_on", True, True, True, True),
        ("always_off", False, False, False, False),
        ("traceidratio", True, False, False, False),
        ("parentbased_always_on", True, True, True, False),
        ("parentbased_always_off", False, False, True, False),
        ("parentbased_traceidratio", True, False, True, False),
    ],
)
def test_each_sampler_decides_as_it_is_called(
    sampler: str, here: bool, here_late: bool, sampled: bool, dropped: bool
) -> None:
    sampling = Sampling.named(sampler, 0.25)
    found = (
        sampling.takes(None, 0.2),
        sampling.takes(None, 0.25),
        sampling.takes(SAMPLED, 0),
        sampling.takes(DROPPED, 0),
    )
    assert found == (here, here_late, sampled, dropped)


def test_every_sampler_is_known() -> None:
    assert len({(Sampling.named(name, 0.5)) for name in SAMPLERS}) == len(SAMPLERS)


def test_a_ratio_is_of_the_caller_s_own_trace() -> None:
    low, high = Parent(1 << 100 | 1, 1, False), Parent(1 << 63, 1, False)
    sampling = Sampling.named("traceidratio", 0.5)
    assert (sampling.takes(low, 0.9), sampling.takes(high, 0.1)) == (True, False)
