"""Names and codes in text, however they are written."""

import pytest

from tools.text.words.identifiers import codes, identifiers, name_key, pieces, spaced


def test_names_compare_by_letters_and_digits():
    assert name_key("Kube-Pod CrashLooping!") == name_key("kube_pod_crashlooping") == "kubepodcrashlooping"


def test_an_embedding_model_gets_spaces():
    assert spaced("KubePodCrashLooping on eks_node") == "Kube Pod Crash Looping on eks node"


def test_only_compound_words_are_names():
    assert list(identifiers("Watchdog says KubePodCrashLooping on disk_full")) == ["KubePodCrashLooping", "disk_full"]


@pytest.mark.parametrize("hostile", ["A" * 100_000, "aB" * 50_000, "_" * 100_000, "a_" * 50_000, "é" * 100_000])
def test_hostile_names_are_read_in_linear_time(hostile):
    spaced(hostile)
    name_key(hostile)
    list(identifiers(hostile))
    list(codes(hostile))
    pieces(hostile)
