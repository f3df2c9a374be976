"""Labels: what names a resource is identity, of a pod only its workload, and the rest is no identity at all."""

import pytest

from tools.text.identity.labels import host_group, identity_fields, identity_labels
from tools.text.reading.roles import field_of


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
    assert identity_labels(labels) == {"alertname": "DiskFull", "instance": "db-01", "namespace": "shop"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"instance": "db-01:9100"}, {"instance": "db-02:9100"}, False),
        ({"host": "web1.prod.example.net"}, {"host": "web2.prod.example.net"}, False),
        ({"host": "web1.prod.example.net"}, {"hostname": "web1"}, True),
        ({"host": "10.0.0.1"}, {"host": "10.0.0.2"}, True),
        ({"pod": "cart-0"}, {"pod": "cart-1"}, True),
        ({"pod": "web-7d4b9c6f5d-x2x9k"}, {"pod": "web-5f6d8c9b7d-9zqwp"}, True),
        ({"host": "web-7d4b9c6f5d-x2x9k"}, {"host": "web-5f6d8c9b7d-9zqwp"}, True),
        ({"pod": "cart-0"}, {"pod": "pay-0"}, False),
    ],
)
def test_a_machine_is_its_name_and_a_pod_its_workload(one: dict[str, str], other: dict[str, str], same: bool) -> None:
    read = [identity_fields(field_of(name, value) for name, value in told.items()) for told in (one, other)]
    assert (read[0] == read[1]) is same


KUBE, NODE, CART = ({"job": name} for name in ("kube-state-metrics", "node-exporter", "redis-cart"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"instance": "10.0.0.1:9100"}, {"instance": "10.0.0.2:9100"}, False),
        ({"instance": "10.0.0.1:9100"}, {"instance": "10.0.0.1:9104"}, True),
        ({"instance": "[2001:db8::7]:9100"}, {"instance": "[2001:db8::8]:9100"}, False),
        ({"host": "172.16.4.9", "mountpoint": "/"}, {"host": "172.16.4.10", "mountpoint": "/"}, False),
        ({"instance": "10.0.0.1:8080", "pod": "cart-0"}, {"instance": "10.0.0.2:8080", "pod": "cart-1"}, True),
        ({"instance": "10.0.0.1:8080", "node": "edge-4"}, {"instance": "10.0.0.2:8080", "node": "edge-4"}, True),
        ({"instance": "10.0.0.1:9100", **NODE}, {"instance": "10.0.0.2:9100", **NODE}, False),
        ({"instance": "10.0.0.1:9121", **CART}, {"instance": "10.0.0.2:9121", **CART}, True),
        ({"instance": "10.0.0.1", **KUBE}, {"instance": "10.0.0.2", **KUBE}, True),
        ({"instance": "127.0.0.1:9100"}, {"instance": "localhost:9100"}, True),
    ],
)  # fmt: skip
def test_an_address_counts_where_nothing_else_names(one: dict[str, str], other: dict[str, str], same: bool) -> None:
    alerts = [{"alertname": "InstanceDown", **labels} for labels in (one, other)]
    read = [identity_fields(field_of(name, value) for name, value in alert.items()) for alert in alerts]
    assert (read[0] == read[1]) is same
    assert (identity_labels(alerts[0]) == identity_labels(alerts[1])) is same
