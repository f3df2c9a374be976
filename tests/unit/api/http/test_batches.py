"""A batch's items: equal ones are checked once, and nothing else is taken for equal."""

import orjson

from api.http.batches import items_of
from api.http.problems import ProblemError
from api.http.schemas import BatchItem
from api.http.turns import Turns


def body(*reports: object) -> bytes:
    return orjson.dumps({"reports": reports})


async def test_equal_items_are_one_object_in_their_places() -> None:
    disk, cpu = {"log": "disk full", "service": "api"}, {"log": "cpu hot", "service": "api"}
    items = await items_of(body(disk, cpu, disk, {**disk, "service": "web"}, cpu), Turns())
    assert [isinstance(item, BatchItem) and item.log for item in items] == [
        "disk full",
        "cpu hot",
        "disk full",
        "disk full",
        "cpu hot",
    ]
    assert items[0] is items[2]
    assert items[1] is items[4]
    assert items[0] is not items[3]


async def test_what_python_calls_equal_may_say_something_else() -> None:
    one, true = await items_of(
        body(*({"log": "a", "service": "s", "labels": {"x": value}} for value in (1, True))), Turns()
    )
    assert isinstance(one, BatchItem)
    assert isinstance(true, BatchItem)
    assert [one.labels["x"], true.labels["x"]] == ["1", "true"]


async def test_a_bad_item_among_good_ones_is_bad_alone() -> None:
    good = {"log": "a", "service": "s"}
    items = await items_of(body(good, {"log": "a"}, 7, good, {"log": "a"}), Turns())
    assert [isinstance(item, ProblemError) for item in items] == [False, True, True, False, True]
