"""A key's form: it names its id, and a badly copied key differs from an unknown one without a look-up."""

import base64

import pytest

from api.auth.keys import digest_of, key_id_in, new_key, password_in

NEW = new_key(1_700_000_000.0)


def test_a_new_key_names_its_id_and_is_stored_as_a_digest() -> None:
    assert NEW.key.startswith("iir_")
    assert key_id_in(NEW.key) == NEW.key_id
    assert NEW.digest == digest_of(NEW.key)
    assert NEW.key not in repr(NEW.digest)
    assert len({new_key(0.0).key for _ in range(100)}) == 100


@pytest.mark.parametrize("place", [4, 20, 31, 40, -7, -1])
def test_one_wrong_character_is_noticed(place: int) -> None:
    wrong = "0" if NEW.key[place] != "0" else "1"
    spoiled = NEW.key[:place] + wrong + (NEW.key[place + 1 :] if place != -1 else "")
    assert key_id_in(spoiled) is None


def test_what_is_no_key_names_no_id() -> None:
    texts = ["", "iir_", NEW.key[:-1], NEW.key + "0", NEW.key.lower(), "é" * 80, " " + NEW.key, NEW.key + "\n"]
    assert [key_id_in(text) for text in texts] == [None] * len(texts)


@pytest.mark.parametrize(
    ("header", "password"),
    [
        ("Basic " + base64.b64encode(b"any:iir_x").decode(), "iir_x"),
        ("basic " + base64.b64encode(b":a:b").decode(), "a:b"),
        ("Basic " + base64.b64encode(b"no colon").decode(), ""),
        ("Basic !!!", ""),
        ("Basic \xff", ""),
        ("Basic ", ""),
    ],
)
def test_the_password_of_basic_credentials(header: str, password: str) -> None:
    assert password_in(header) == password
