"""Labels: what names a resource is identity, of an instance only its group, and the rest is no identity at all."""

import pytest

from tools.text.identity.labels import host_group, identity_labels


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("db-01", "db"),
        ("db-01.prod.example.com:9100", "db"),
        ("payments-api-7d9f8c6b5-x2k8p", "payments-api"),
        ("web1", "web"),
        ("10.0.0.1:9100", ""),
        ("localhost", "localhost"),
        ("", ""),
    ],
)
def test_the_group_of_an_instance(name: str, group: str) -> None:
    assert host_group(name) == group


def test_identity_labels() -> None:
    labels = {"AlertName": "DiskFull", "instance": "db-01:9100", "severity": "page", "team": "x", "namespace": "shop"}
    assert identity_labels(labels) == {"alertname": "DiskFull", "instance": "db", "namespace": "shop"}
