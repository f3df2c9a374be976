"""A text goes in every form it takes, and nothing else goes with it."""

import html
from urllib.parse import quote, quote_plus

import orjson
import pytest

from tools.errors import InvalidRequest
from tools.text.erasing import MARK, Erasure

SECRET = 'Tr0ub4dor&3 "quoted" ünï'
FORMS = {
    "as it is": SECRET,
    "upper case": SECRET.upper(),
    "another line": SECRET.replace(" ", "\n  "),
    "json": orjson.dumps(SECRET).decode()[1:-1],
    "json in json": orjson.dumps(orjson.dumps(SECRET).decode()[1:-1]).decode()[1:-1],
    "address": quote(SECRET, safe=""),
    "form": quote_plus(SECRET),
    "markup": html.escape(SECRET),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_each_form_of_it_goes(form: str) -> None:
    assert Erasure(SECRET).out_of(f"login with {form} failed") == f"login with {MARK} failed"


def test_it_goes_from_json_in_names_lists_and_json_within() -> None:
    held = {"a": [1, None, SECRET], SECRET: True, "b": orjson.dumps({"c": f"x {SECRET}"}).decode()}
    erased = Erasure(SECRET).out_of(held)
    assert erased == {"a": [1, None, MARK], MARK: True, "b": f'{{"c":"x {MARK}"}}'}
    assert Erasure(SECRET).out_of_bytes(orjson.dumps(held)) == orjson.dumps(erased)
    assert orjson.dumps(held) in Erasure(SECRET)
    assert orjson.dumps(erased) not in Erasure(SECRET)


@pytest.mark.parametrize("cut", ["the token hunter2-and-m…", "the token hunter2-and-m... "])
def test_the_beginning_that_a_cut_left_goes(cut: str) -> None:
    erased = Erasure("hunter2-and-more-of-it").out_of(cut)
    assert erased.startswith(f"the token {MARK}")
    assert "hunter2" not in erased


@pytest.mark.parametrize("text", ["plain text", "{not json", b"\xff\xfe", 7, None, "the token hunte"])
def test_what_does_not_hold_it_stays_as_it_is(text: object) -> None:
    erasure = Erasure("hunter2-and-more")
    assert erasure.out_of(text) == text
    assert not isinstance(text, bytes) or erasure.out_of_bytes(text) == text


def test_what_masks_took_out_of_it_goes_with_the_message() -> None:
    profile = {
        "message": "user bob typed correct horse 4711 battery",
        "template": "user <*> typed correct horse <*> battery",
        "params": ["bob", "4711"],
    }
    erased = Erasure("correct horse 4711 battery").out_of(profile)
    assert erased == {
        "message": f"user bob typed {MARK}",
        "template": f"user <*> typed {MARK}",
        "params": ["bob", MARK],
    }


@pytest.mark.parametrize("text", ["", "abcde", " a b ", "x" * 4097, "scrubbed", "[SCRUBBED]"])
def test_a_text_that_would_harm_others_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest, match="the text"):
        Erasure(text)
