"""A message or code that a runbook quotes finds that runbook; what merely looks like one does not."""

import pytest

from tools.runbooks.lexical import Entry, LexicalIndex
from tools.runbooks.quotations import QuotationIndex
from tools.text.words.identifiers import codes, name_key

TEXTS = [
    "Applications log `getaddrinfo EAI_AGAIN`, `SERVFAIL` or\n`lookup <host> on <server>:53: server misbehaving`.",
    "Nothing listens: `connect ECONNREFUSED`, or `FATAL: remaining connection slots are reserved`."
    " See `PodCrashLooping`.",
    "Run:\n\n```bash\nsystemctl restart ETCDCTL\n```\n\nThe phase is `BLOCKED`, the kind is `StatefulSet`.",
    "A StatefulSet that waits. Also `connect ECONNREFUSED`.",
]
NAMES = ["DNS", "Refused", "Stuck", "PodCrashLooping"]


def scores(log: str) -> list[float]:
    words = LexicalIndex([Entry([name], [text]) for name, text in zip(NAMES, TEXTS, strict=True)])
    index = QuotationIndex([[text] for text in TEXTS], set(map(name_key, NAMES)), words.terms, words.rarity)
    return [round(float(score), 2) for score in index.search(set(codes(log)), words.query_terms(log, 48))]


@pytest.mark.parametrize(
    ("log", "wanted"),
    [
        ("getaddrinfo EAI_AGAIN payments", [1, 0, 0, 0]),
        ("lookup payments: SERVFAIL", [1, 0, 0, 0]),
        ("lookup payments on resolver: server misbehaving again", [0, 0, 0, 0]),
        ("remaining connection slots are reserved for superusers", [0, 1, 0, 0]),
        ("remaining slots of the connection are reserved", [0, 0, 0, 0]),
        ("connect ECONNREFUSED", [0, 0.71, 0, 0.71]),
        ("StatefulSet has not matched", [0, 0, 0.35, 0]),
    ],
)
def test_an_exact_quotation_counts_a_common_one_less(log, wanted):
    assert scores(log) == wanted


@pytest.mark.parametrize(
    "log",
    [
        "servfail in a sentence",
        "the task is BLOCKED",
        "PodCrashLooping",
        "ETCDCTL failed",
        "the server is reserved",
    ],
    ids=["other case", "a word in capitals", "another runbook's name", "a command in a fence", "too short"],
)
def test_what_only_looks_like_a_quotation_counts_nothing(log):
    assert scores(log) == [0, 0, 0, 0]


def test_a_makers_number_is_a_quotation_without_marks() -> None:
    texts = ["A tablespace cannot grow, see TNS-12541 for listeners.", "ORA-01688 and KB5001330 stop the load."]
    words = LexicalIndex([Entry([name], [text]) for name, text in zip(NAMES, texts, strict=False)])
    index = QuotationIndex([[text] for text in texts], set(), words.terms, words.rarity)
    assert index.search(set(codes("ORA-01688: unable to extend table LOANS.NOTES")), []).tolist() == [0, 1]
    assert index.search(set(codes("TNS-12541: no listener")), []).tolist() == [1, 0]
    assert index.search(set(codes("batch-01688 of 12541")), []).tolist() == [0, 0]


def test_codes_are_words_nobody_writes_by_chance():
    text = "ERROR E11000 and ECONNREFUSED, UnknownHostException kube_pod_status at 10.0.0.1 on Node v1 S3 abc123 OOM"
    assert list(codes(text)) == ["E11000", "ECONNREFUSED", "UnknownHostException", "kube_pod_status"]


def test_placeholders_divide_a_quoted_message():
    text = ["Logs say `dial tcp <address>: connect attempt was refused by peer`."]
    words = LexicalIndex([Entry(["Refused"], text)])
    index = QuotationIndex([text], {"refused"}, words.terms, words.rarity)
    query = words.query_terms("dial tcp db-host: connect attempt was refused by peer", 48)
    assert index.search((), query).tolist() == [1]


def test_the_longer_message_tells_twins_apart():
    texts = ["Logs say `could not extend file: no room left on device`.", "Logs say `no room left on device`."]
    words = LexicalIndex([Entry([name], [text]) for name, text in zip(("Database", "Disk"), texts, strict=True)])
    index = QuotationIndex([[text] for text in texts], (), words.terms, words.rarity)
    assert index.search((), words.query_terms("could not extend file: no room left on device", 48)).tolist() == [1, 0]
    assert index.search((), words.query_terms("write failed, no room left on device", 48)).tolist() == [0, 1]
