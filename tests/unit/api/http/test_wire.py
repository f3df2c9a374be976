"""The wire's shapes: times are RFC 3339."""

from api.http.wire import with_times


def test_stored_times_are_shown_as_rfc_3339() -> None:
    nested = {"at": 0, "score": 1.0, "inner": {"resolved_at": 0.5}, "late": True}
    assert with_times(nested) == {
        "at": "1970-01-01T00:00:00.000Z",
        "score": 1.0,
        "inner": {"resolved_at": "1970-01-01T00:00:00.500Z"},
        "late": True,
    }
