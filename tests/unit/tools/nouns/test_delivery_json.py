"""A delivery's row is written under the names that every build reads."""

import orjson

from tests.support.deliveries import row
from tools.nouns.delivery_json import row_from_bytes, row_to_bytes


def test_a_row_is_read_back_whole() -> None:
    kept = row(released_after="sil_1", members=("dlv_1",))
    assert row_from_bytes(row_to_bytes(kept)) == kept


def test_a_renamed_field_keeps_its_stored_name() -> None:
    """A server of the build before, beside this one in an upgrade, would release the delivery a second time."""
    stored = orjson.loads(row_to_bytes(row(released_after="sil_1")))
    assert (stored["told_after"], "released_after" in stored) == ("sil_1", False)


def test_fields_of_another_build_are_ignored() -> None:
    stored = orjson.loads(row_to_bytes(row())) | {"unknown": 1}
    assert row_from_bytes(orjson.dumps(stored)) == row()
