"""What is shown of a section is text of that section, visible and short."""

import pytest

from tools.runbooks.excerpt import EXCERPT_CHARACTERS, excerpt
from tools.runbooks.words import terms

TEXT = "First line about nothing.\n" + "Filler words here. " * 30 + "\nThe disk has no space left.\nFree some."


def test_it_starts_where_the_problem_is_spoken_of():
    assert excerpt(TEXT, terms("no space left on disk")) == "The disk has no space left.\nFree some."


def test_without_wanted_words_it_is_the_beginning():
    assert excerpt(TEXT, ()).startswith("First line")


def test_it_is_short():
    assert len(excerpt("word " * 1000, ())) <= EXCERPT_CHARACTERS


@pytest.mark.parametrize("text", ["", "\n\n", " "])
def test_nothing_stays_nothing(text):
    assert excerpt(text, ["x"]) == ""


def test_nothing_in_it_is_active():
    text = "<img src=x> ![p](http://a.example/p.png) [see](javascript:alert(1)) [wiki](https://wiki.example/a)"
    assert excerpt(text, ()) == "\\<img src=x> \\![p](http://a.example/p.png) see [wiki](https://wiki.example/a)"
