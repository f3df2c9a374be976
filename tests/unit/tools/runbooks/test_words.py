"""Words as operators write them and words as runbooks write them are the same terms."""

import pytest

from tools.runbooks.words import compounds, stem, terms


@pytest.mark.parametrize(
    "written", ["KubePodCrashLooping", "kube_pod_crash_looping", "kube-pod-crash-looping", "Kube pods crash loop"]
)
def test_identifiers_are_split_at_humps_and_marks(written):
    assert terms(written) == terms("kubernetes pod crash loop")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HTTPServerErrors", ["http", "server", "error"]),
        ("etcdGRPCRequestsSlow", ["etcd", "grpc", "request", "slow"]),
        ("the alert is firing for 15m", []),
        ("pod-7 10.0.0.1 0x1f", ["pod"]),
        ("Größe überschritten", ["größ", "überschritten"]),
        ("", []),
    ],
)
def test_numbers_and_function_words_are_no_terms(text, expected):
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("left", "right"),
    [("failing", "failed"), ("failure", "fails"), ("configuration", "config"), ("replicas", "replica"),
     ("mapped", "mapping"),
     ("queries", "query"), ("certificates", "cert"), ("nearing", "near")],
)  # fmt: skip
def test_inflections_meet(left, right):
    assert stem(left) == stem(right)


@pytest.mark.parametrize(
    ("left", "right"), [("near", "full"), ("memory", "member"), ("read", "ready"), ("class", "cluster"), ("up", "down")]
)
def test_different_words_stay_apart(left, right):
    assert stem(left) != stem(right)


def test_a_compound_knows_its_parts():
    assert dict(compounds("KubeDaemonSetMisScheduled"))["misschedul"] == ["mis", "schedul"]
    assert dict(compounds("plain words")) == {}


@pytest.mark.parametrize("hostile", ["A" * 100_000, "aB" * 50_000, "_" * 100_000, "a_" * 50_000, "é" * 100_000])
def test_hostile_text_is_read_in_linear_time(hostile):
    terms(hostile)
    list(compounds(hostile))
