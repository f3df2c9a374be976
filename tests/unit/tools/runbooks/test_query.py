"""What is searched for is what is wrong, not where it happened."""

import pytest

from tools.nouns.knowledge import Question
from tools.runbooks.query import QUERY_CHARACTERS, query_of


def query(log, **labels):
    return query_of(Question("acme", "api", log, labels))


def test_parameters_are_left_out():
    text = query(
        "[FIRING:1] Pod search/api-7d9f has restarted 5 times on node-3 in checkout", namespace="checkout", job="etcd"
    ).text
    assert text == "Pod has restarted times on in"


def test_states_in_labels_stay():
    assert "critically" in query("Cluster is critically full", severity="critically").text
    assert "OOM" in query("reason OOMKilled", reason="OOMKilled").text


def test_a_text_of_parameters_alone_is_kept():
    assert query("10.0.0.1:9100").text == "10.0.0.1:9100"


@pytest.mark.parametrize(
    "log",
    [
        '{"status": "firing", "alerts":'
        ' [{"labels": {"alertname": "QueueGrowing"}, "annotations": {"summary": "Queue grows"}}]}',
        '2024-05-01 10:00:00 {"receiver": "oncall", "alertname": "QueueGrowing", "message": "Queue grows"}',
    ],
)
def test_of_a_structure_only_what_it_says_is_searched_for(log):
    found = query(log)
    assert found.text.startswith("Queue Growing Queue grows")
    assert "queuegrowing" in found.mentioned
    assert "receiver" not in found.text
    assert "annotations" not in found.text


def test_headers_and_stack_frames_say_nothing():
    text = query(
        "2024-05-01 10:00:00,123 ERROR [http-4] c.a.PaymentService - Connection is not available\n"
        "\tat com.zaxxer.HikariPool.getConnection(HikariPool.java:197)\n"
        '  File "/app/x.py", line 3, in run\nCaused by: java.sql.SQLTransientConnectionException'
    ).text
    assert "Connection is not available" in text
    assert "Transient Connection" in text
    assert "zaxxer" not in text
    assert "ERROR" not in text


@pytest.mark.parametrize(
    "labels",
    [
        {"alertname": "KubePodCrashLooping"},
        {"runbook_url": "https://wiki/runbooks/KubePodCrashLooping"},
        {"runbook_url": "https://wiki/runbooks/kube-pod-crash-looping.md?x=1"},
        {"Runbook_URL": "https://wiki/all.md#kubepodcrashlooping"},
    ],
)
def test_labels_name_the_runbook(labels):
    assert "kubepodcrashlooping" in query("it broke", **labels).given


def test_identifiers_in_the_text_name_it_too():
    assert query("alert KubePodCrashLooping fired").mentioned == {"kubepodcrashlooping"}


@pytest.mark.parametrize(
    "hostile", ["(" * 100_000, "\n" * 100_000, "a" * 100_000, "a/1 " * 30_000, "  at x\n" * 20_000]
)
def test_hostile_logs_are_read_in_linear_time(hostile):
    assert len(query(hostile, weird="((((" * 40, long="x" * 10_000).text) <= 2 * QUERY_CHARACTERS


def test_what_may_come_and_what_to_do_are_not_the_trouble():
    assert (
        query("Coolant is too warm. The press will shut down soon. Clean the radiator.").text == "Coolant is too warm."
    )
    assert query("Usage has passed the mark and the library will stop when full").text == "Usage has passed the mark"
    assert query("The certificate will expire soon").text == "The certificate will expire soon"


def test_the_trace_of_a_php_error_says_nothing():
    text = query(
        "PHP Fatal error: Connection refused\nStack trace:\n#0 /srv/Db.php(41): connect()\n  thrown in /srv/Db.php"
    ).text
    assert text.endswith("Connection refused")


def test_signs_are_those_of_the_trouble():
    found = query("Nginx on memcached answers with 503 for 5% of requests", host="memcached")
    assert found.signs.products == {"nginx"}
    assert found.signs.figures == {"5%", "503", "5xx"}
