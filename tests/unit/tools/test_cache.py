"""The bounded cache."""

from tools.cache import BoundedCache


def test_the_item_put_in_longest_ago_is_forgotten() -> None:
    cache = BoundedCache[str, int](2)
    for number, name in enumerate("abc"):
        cache[name] = number
    assert dict(cache) == {"b": 1, "c": 2}


def test_a_key_put_again_keeps_its_place() -> None:
    cache = BoundedCache[str, int](2)
    for name in "abac":
        cache[name] = 0
    assert list(cache) == ["b", "c"]


def test_what_is_moved_to_the_end_outlives_what_is_not_read() -> None:
    cache = BoundedCache[str, int](2)
    cache["a"] = cache["b"] = 0
    cache.move_to_end("a")
    cache["c"] = 0
    assert list(cache) == ["a", "c"]


def test_every_way_in_is_bounded() -> None:
    cache = BoundedCache[int, int](3)
    for number in range(10):
        cache.setdefault(number, number)
    assert list(cache) == [7, 8, 9]
    cache.update(dict.fromkeys(range(20, 30), 0))
    assert list(cache) == [27, 28, 29]
