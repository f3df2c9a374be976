"""A start collects no garbage, a command nearly none, and both leave the collector as it was."""

import gc

from api.starting import PYTHONS_OWN, rarely_collected, uncollected

LOADED = 50_000


def test_nothing_is_collected_meanwhile() -> None:
    assert gc.isenabled()
    with uncollected():
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_what_was_loaded_is_never_walked_again() -> None:
    before = gc.get_freeze_count()
    with uncollected():
        loaded: list[list[int]] = [[] for _ in range(LOADED)]
    try:
        assert gc.get_freeze_count() - before >= len(loaded)
    finally:
        gc.unfreeze()


def test_a_nested_start_leaves_freezing_to_the_outer_one() -> None:
    with uncollected():
        before = gc.get_freeze_count()
        with uncollected():
            pass
        assert gc.get_freeze_count() == before
    gc.unfreeze()


def test_a_command_collects_rarely_and_a_server_as_python_does() -> None:
    assert gc.get_threshold() == PYTHONS_OWN
    with rarely_collected():
        assert gc.get_threshold()[0] > LOADED
        with uncollected():
            pass
        gc.unfreeze()
        assert gc.get_threshold() == PYTHONS_OWN
    assert gc.get_threshold() == PYTHONS_OWN
