"""How often a golden text, or a pair of them, keeps its verdict in a wrapper."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from evals.cases import Case
from evals.summary import Share
from evals.wrapped.notifications import ALL, Notification
from evals.wrapped.wrappers import LINES, RECORDS, Wrapper
from tools.nouns.decisions import Band
from tools.nouns.policy import Policy
from tools.nouns.redacted import stored
from tools.nouns.reports import Profile, Report
from tools.rules.matching import judge
from tools.text.identity.fingerprint import profile_of

LONGEST = 600
"""The most characters of a text that is wrapped; longer ones are envelopes, which no program writes to its log."""
FEWEST_WORDS = 3
"""The fewest words of a text that is compared with itself in a wrapper; with fewer, the source is its identity."""
THING = "db-7"
"""The name that every sender uses for the broken thing."""
NEAR = 0.99

Pair = tuple[str, str]


def wrapped_shares(cases: Iterable[Case]) -> Mapping[str, Share]:
    """Return by wrapper how many texts are still the same problem, then by sender how many pairs keep their verdict."""
    known = list(cases)
    texts, pairs = list(texts_of(known)), list(pairs_of(known))
    shares = {f"in {name}": _kept(texts, wrap) for name, wrap in (LINES | RECORDS).items()}
    return {name: share for name, share in (shares | _by_sender(pairs)).items() if share.total}


def texts_of(cases: Iterable[Case]) -> Iterator[str]:
    """Yield the log of every step that a program could have written, once."""
    logs = dict.fromkeys(log for case in cases for log, _ in _reports(case))
    return (log for log in logs if len(log.split()) >= FEWEST_WORDS and log.strip() == log)


def pairs_of(cases: Iterable[Case]) -> Iterator[Pair]:
    """Yield two consecutive reports of one service, without texts that are envelopes themselves."""
    for case in cases:
        for (one, service), (other, again) in pairwise(_reports(case)):
            if service == again and one != other and "{" not in (one[0], other[0]):
                yield one, other


def _reports(case: Case) -> Iterator[Pair]:
    for step in case.steps:
        log = step.body.get("log", "")
        if step.act == "report" and isinstance(log, str) and 0 < len(log) < LONGEST:
            yield log, str(step.body["service"])


def _kept(texts: Iterable[str], wrap: Wrapper) -> Share:
    same = [is_one_problem(text, wrap(text)) for text in texts]
    return Share(sum(same), len(same))


def _by_sender(pairs: Iterable[Pair]) -> dict[str, Share]:
    bare = {pair: is_one_problem(*pair) for pair in pairs}
    return {f"sent by {sender.__name__}": _agreed(bare, sender) for sender in ALL}


def _agreed(bare: Mapping[Pair, bool], sender: Notification) -> Share:
    kept = [is_one_problem(*(sender(THING, text, True) for text in pair)) is same for pair, same in bare.items()]
    return Share(sum(kept), len(kept))


def is_one_problem(one: str, other: str) -> bool:
    """True for one fingerprint, or a join by the rules when the embeddings are as near as possible."""
    left, right = _profile(one), _profile(other)
    return left.fingerprint == right.fingerprint or judge(left, right, NEAR, Policy()).band is Band.SAME


@lru_cache(maxsize=4_096)
def _profile(log: str) -> Profile:
    return profile_of(Report("r", "golden", stored("api"), stored(log), 0.0))
