"""Loopback addresses."""

import pytest

from api.http.addresses import is_loopback


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("127.0.0.1", True),
        ("127.8.9.10", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("192.0.2.1", False),
        ("::", False),
        ("localhost", False),
        ("what a proxy passed on", False),
        ("", False),
    ],
)
def test_only_addresses_of_this_machine_are_loopback(address: str, own: bool) -> None:
    assert is_loopback(address) is own
