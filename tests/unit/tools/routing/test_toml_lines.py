"""Every key of a TOML text is found on its line, whatever stands between."""

import tomllib
from collections.abc import Iterator

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tools.routing.toml_lines import Path, line_of, lines_of

TEXT = '''# [[destination]] in a comment
title = "x # y"
[[destination]]
name = "a"   # [x]
fields = { a = 1, b = { c = "]" }, "d e" = [1, 2.5, -3] }
labels = [
  "x", # ,
  "y",
]
[destination.more]
z = 1979-05-27T07:32:00.5Z
[[destination]]
long = """
[[no]]
name = "q"
"""
other = \'\'\'
name = 1\'\'\'
match.service = "b"
[[route]]
match = { service = "p" }
"k" = 3.5
[plain.deeper]
d = false
'''


def test_keys_are_found_on_their_lines() -> None:
    lines = lines_of(TEXT)
    assert lines[("title",)] == 2
    assert lines[("destination", 0)] == 3
    assert lines[("destination", 0, "fields", "b", "c")] == 5
    assert lines[("destination", 0, "fields", "d e", 1)] == 5
    assert lines[("destination", 0, "labels", 1)] == 8
    assert lines[("destination", 0, "more", "z")] == 11
    assert (lines[("destination", 1)], lines[("destination", 1, "long")]) == (12, 13)
    assert lines[("destination", 1, "other")] == 17
    assert lines[("destination", 1, "match", "service")] == 19
    assert (lines[("route", 0, "match", "service")], lines[("route", 0, "k")]) == (21, 22)
    assert lines[("plain", "deeper", "d")] == 24


def test_what_is_not_there_is_looked_for_around_it() -> None:
    lines = lines_of(TEXT)
    assert line_of(lines, ("destination", 1, "match", "gone")) == 12
    assert line_of(lines, ("nothing", 3)) == 1


def paths(value: object, path: Path = ()) -> Iterator[Path]:
    """Of every key that `tomllib` found."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield (*path, name)
            yield from paths(each, (*path, name))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from paths(each, (*path, number))


NAME = st.sampled_from(["a", "b-c", "d_1", '"e f"', "'g.h'", '"#["'])
VALUE = st.recursive(
    st.sampled_from(['"x"', "'y # ]'", "1", "-2.5", "true", "1979-05-27", '"""m\n[n]\n"""', "'''o\n= 1'''"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[ {', '.join(items)} ]")
        | st.dictionaries(NAME, inner, max_size=3).map(
            lambda items: "{ " + ", ".join(f"{name} = {value}" for name, value in items.items()) + " }"
        )
    ),
    max_leaves=6,
)
PAIRS = st.dictionaries(NAME, VALUE, max_size=4).map(
    lambda items: "".join(f"{name} = {value} # = [\n" for name, value in items.items())
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # on a busy machine
@given(PAIRS, st.lists(PAIRS, max_size=3))
def test_every_key_of_any_text_has_a_line_that_names_it(top: str, tables: list[str]) -> None:
    text = top + "".join(f"\n[[table]]\n{each}" for each in tables)
    lines, rows = lines_of(text), text.split("\n")
    for path in paths(tomllib.loads(text)):
        if isinstance(path[-1], str) and path != ("table",):
            assert path[-1] in rows[lines[path] - 1], (path, lines[path], text)
