"""A delivery's row is written under the names that every build reads."""

import orjson

from tests.support.deliveries import row
from tools.nouns.delivery_json import row_from_bytes, row_to_bytes, silence_from_bytes, silence_to_bytes
from tools.nouns.redacted import stored
from tools.nouns.silences import Silence, SilenceMatch


def test_a_row_is_read_back_whole() -> None:
    kept = row(released_after="sil_1", members=("dlv_1",))
    assert row_from_bytes(row_to_bytes(kept)) == kept


def test_a_renamed_field_keeps_its_stored_name() -> None:
    """A server of the build before, beside this one in an upgrade, would release the delivery a second time."""
    kept = orjson.loads(row_to_bytes(row(released_after="sil_1")))
    assert (kept["told_after"], "released_after" in kept) == ("sil_1", False)


def test_fields_of_another_build_are_ignored() -> None:
    kept = orjson.loads(row_to_bytes(row())) | {"unknown": 1}
    assert row_from_bytes(orjson.dumps(kept)) == row()


def test_a_stored_silence_keeps_the_names_of_its_fields() -> None:
    silence = Silence(
        silence_id="sil_1", tenant="acme", match=SilenceMatch(service="api"), starts_at=1.0, until=2.0,
        reason=stored("maintenance"), by="ana", made_at=0.5, checked=True,
    )  # fmt: skip
    body = silence_to_bytes(silence)
    assert set(orjson.loads(body)) == {
        "silence_id", "tenant", "match", "starts_at", "until", "reason", "by", "made_at", "ended_at", "settled",
    }  # fmt: skip
    assert silence_from_bytes(body) == silence
