"""Are two messages one problem? Pure: the analyzer uses it, and so do the stores inside their transactions."""

from functools import lru_cache

from tools.nouns.decisions import Band, Comparison, Judgement
from tools.nouns.policy import Policy
from tools.nouns.quick import quick_dataclass
from tools.nouns.reports import Profile
from tools.nouns.severity import LEVELS
from tools.rules.matching_lines import of_excerpts, raised_alike, same_crash, share_a_line
from tools.rules.matching_prose import (
    QUANTITIES,
    Prose,
    agree_in_a_sentence,
    agree_under_a_title,
    attempts_of,
    other_cause,
    prose_of,
    same_title,
    title_doubts,
)
from tools.rules.matching_quoting import one_passes_on, one_quotes_the_other
from tools.rules.matching_vetoes import (
    doubts_of,
    hard_vetoes,
    leftovers,
    other_conditions,
    subject_doubts,
    titles_name_devices,
)
from tools.rules.matching_words import (
    DEVICE_NOUNS,
    Segments,
    align,
    content,
    is_name_beside,
    is_other_name,
    is_value_like,
    overlap,
    stem,
    words,
)
from tools.rules.matching_wrapping import differ_only_in_order, differ_only_in_wrapping
from tools.text.identity.shapes import PARAM
from tools.text.words.lexicon import FUNCTION_WORDS, RESOURCE_NOUNS, section

# Raise it when two profiles may be judged differently than before; each decision records the version it was made with.
RULES_VERSION = 7
# The figures below come from `python -m evals --data DIR`, on alerts worded by two tools and pairs of log lines.
# docs/EVALUATION.md says how they hold on data that they were not chosen on.
# Word overlap of a paraphrase. 0.45 joins five times as many hard negatives; 0.55 costs .045 of the recall.
PARAPHRASE_OVERLAP = 0.5
# Word overlap from which the adjudicator is asked. 0.25 asks a quarter more often, 0.4 a quarter less; joins stay.
ASK_OVERLAP = 0.33
# A sentence for people has at least this many function words (3 would cost .037 of the recall).
SENTENCE = 2
# A sentence for people has no list of key=value.
FEW_ASSIGNMENTS = 1
# Two templates line up when at least half of their words, two of them real words, are in the same place, and the
# stretches that differ are few and short. Within .3–.7, 1–4, 1–6 and 1–6 no figure moves by more than .002.
EQUAL_SHARE = 0.5
EQUAL_WORDS = 2
MOST_SEGMENTS = 3
LONGEST_SEGMENT = 3
# The last digits of a cosine differ between processors; rounding makes the recorded cosine the one that was judged.
COSINE_PLACES = 4
# Templates that line up score above all that do not; among themselves their word overlap orders them.
ALIGNED_SCORE = 0.9
# Words of each side that `explain` shows.
MOST_LEFTOVERS = 8
_NAMED_WHOLE = section("fixed-nouns")


@quick_dataclass(frozen=True, slots=True)
class _Side:
    """One message ready to be aligned: its words, and in order the values that <*> stands for."""

    words: tuple[str, ...]
    params: tuple[str, ...]


def judge(left: Profile, right: Profile, cosine: float, policy: Policy) -> Judgement:
    """Compare two profiles of one tenant and service.

    A veto forbids the join; a doubt forbids it unless a model agrees.

    SAME: the templates line up and every difference is an unknown word against a parameter, or two sentences without a
    log header say the same in other words. ASK: close in meaning or words, and nothing forbids it. The score (0 to 1)
    orders candidates. The judgement depends on these four arguments alone, so it can be replayed.
    """
    cosine = round(cosine, COSINE_PLACES)
    lexical = overlap(left.template, right.template)
    one, other = prose_of(left.message, left.called), prose_of(right.message, right.called)
    both = (one, other) if one and other and _may_be_prose(left, right) else None
    vetoes = hard_vetoes(left, right, (both[0].trouble, both[1].trouble) if both else (left.template, right.template))
    ours, theirs = _side(left, right), _side(right, left)
    segments = align(ours.words, theirs.words)
    aligned = _is_aligned(ours, theirs, segments, _equal_words(ours.words, segments))
    agreed, unsure = (True, ()) if aligned else _say_the_same(left, right, both, segments)
    doubts = doubts_of(left, right) + unsure
    same = aligned or agreed
    if (
        both
        and same_title(*both)
        and len(content(both[0].title)) > EQUAL_WORDS
        and not titles_name_devices(left, right)
    ):
        # under one alert's title prose tells no two devices apart; labels and fields do
        vetoes = tuple(veto for veto in vetoes if veto != "device")
    if same_crash(left, right):
        same, doubts = True, doubts_of(left, right)
        vetoes = tuple(veto for veto in vetoes if veto in ("environment", "frame") or veto.startswith("label:"))
    same, doubts = (True, doubts_of(left, right)) if raised_alike(left, right) else (same, doubts)
    if (not same or doubts) and share_a_line(left, right):
        same, doubts, vetoes = True, (), of_excerpts(vetoes)
    if (not same or doubts) and (differ_only_in_wrapping(left, right) or one_quotes_the_other(left, right)):
        same, doubts = True, doubts_of(left, right)
        if one_passes_on(left, right):
            vetoes = tuple(veto for veto in vetoes if veto != "exception")
    score = ALIGNED_SCORE + (1 - ALIGNED_SCORE) * lexical if aligned else (lexical + max(cosine, 0.0)) / 2
    near = cosine >= policy.similarity_threshold or lexical >= ASK_OVERLAP
    band = _band(same=same and not doubts, near=near, vetoed=bool(vetoes))
    return Judgement(band, round(score, 4), vetoes, _comparison(left, right, lexical, cosine, aligned, doubts))


def _band(*, same: bool, near: bool, vetoed: bool) -> Band:
    if vetoed:
        return Band.SEPARATE
    if same:
        return Band.SAME
    return Band.ASK if near else Band.SEPARATE


def _comparison(
    left: Profile, right: Profile, lexical: float, cosine: float, aligned: bool, doubts: tuple[str, ...]
) -> Comparison:
    """Return the evidence that a decision records."""
    ours_only, theirs_only = leftovers(left.template, right.template)
    return Comparison(
        round(lexical, 4),
        cosine,
        ours_only[:MOST_LEFTOVERS],
        theirs_only[:MOST_LEFTOVERS],
        RULES_VERSION,
        aligned,
        doubts,
    )


def _side(profile: Profile, other: Profile) -> _Side:
    """Return the words of a template, without a leading "error" if the other message has that level in its header."""
    found = words(profile.template)
    differs = bool(found) and words(other.template)[:1] != found[:1]
    is_level = differs and bool(other.level and not profile.level) and LEVELS.get(found[0].lower()) == other.level
    return _Side(found[1:] if is_level else found, profile.params)


def _equal_words(ours: tuple[str, ...], segments: Segments) -> int:
    """Return how many real words both have in the same place."""
    differing = sum(len(segment.ours) - segment.ours.count(PARAM) for segment in segments)
    return len(ours) - ours.count(PARAM) - differing


def _is_aligned(left: _Side, right: _Side, segments: Segments, equal: int) -> bool:
    """True if every difference sets an unknown word against a parameter; two unknown words are not enough."""
    longest = max(len(left.words), len(right.words))
    if not longest or equal < EQUAL_WORDS or len(segments) > MOST_SEGMENTS:
        return False
    same = longest - max(sum(len(each.ours) for each in segments), sum(len(each.theirs) for each in segments))
    return same >= EQUAL_SHARE * longest and all(
        _is_value(each.ours, each.theirs, left, each.our_place)
        or _is_value(each.theirs, each.ours, right, each.their_place)
        for each in segments
    )


def _is_value(parameter: tuple[str, ...], value: tuple[str, ...], side: _Side, place: int) -> bool:
    """True if one side has <*> where the other has words that could be its value; `side` is the one with <*>.

    Next to the noun of a resource a word is never a value: "queue <*>" and "queue orders" may be two queues.
    """
    if any(word != PARAM for word in parameter) or len(value) > LONGEST_SEGMENT:
        return False
    if not parameter and (len(value) != 1 or side.words[place : place + 1] != (PARAM,)):
        return all(word == PARAM for word in value)
    before = side.words[place - 1].lower() if place else ""
    raw = side.params[side.words[:place].count(PARAM)].partition(" ")[0] if side.params else ""
    if not parameter:  # there the name and the value after it are one run
        return value == (PARAM,) or is_name_beside(value[0], raw, before)
    if before in _NAMED_WHOLE:
        return False
    if len(value) == 1 and is_name_beside(value[0], raw, before):
        return before not in RESOURCE_NOUNS or before in DEVICE_NOUNS
    if len(value) == 1 and is_other_name(value[0], raw):
        return False
    return before not in RESOURCE_NOUNS and all(word == PARAM or is_value_like(word) for word in value)


def _may_be_prose(left: Profile, right: Profile) -> bool:
    """True without a log header, a trace or a list of key=value: a machine always words its message the same way."""
    if "frame" in left.entities or "frame" in right.entities:
        return False
    if left.component or right.component or (left.level and right.level):
        return False
    return max(left.message.count("="), right.message.count("=")) <= FEW_ASSIGNMENTS


def _say_the_same(
    left: Profile, right: Profile, both: tuple[Prose, Prose] | None, segments: Segments
) -> tuple[bool, tuple[str, ...]]:
    """Return whether two texts that do not line up say the same in other words, and the doubts about it.

    A lone clause is not prose: it is the same only as the same words in another order.
    """
    doubts = subject_doubts(left, right, segments)
    if both is None:
        same_words = _may_be_prose(left, right) and _bag(left.template) == _bag(right.template)
        return same_words or differ_only_in_order(left.message, right.message), doubts
    one, other = both
    if other_cause(one, other):
        return False, (*doubts, "cause")
    coded = ("identifier",) if other_conditions(left.template, right.template) else ()
    attempts = ("attempt",) if attempts_of(one.trouble) != attempts_of(other.trouble) and _attempts(one, other) else ()
    if same_title(one, other) and agree_under_a_title(one, other):
        return True, coded + attempts
    named = title_doubts(one, other)
    if agree_in_a_sentence(one, other):
        return True, tuple(doubt for doubt in named if doubt != "title") + attempts
    if one.title == other.title and len(content(one.title)) < EQUAL_WORDS:
        return False, doubts + named + attempts  # one word tells no trouble: what stands under it does
    sentence = max(_function_words(left), _function_words(right)) >= SENTENCE
    return sentence and overlap(one.trouble, other.trouble) >= PARAPHRASE_OVERLAP, doubts + named + attempts


def _attempts(one: Prose, other: Prose) -> bool:
    """True if both name a step that failed."""
    return bool(attempts_of(one.trouble) and attempts_of(other.trouble))


@lru_cache(maxsize=8_192)
def _bag(template: str) -> frozenset[str]:
    """The words regardless of order: "Probe failed. Probe of <*> failed" and "failed probe" have the same bag."""
    found = (word.lower() for word in words(template) if word != PARAM)
    bag = frozenset(stem(word) for word in found if word not in FUNCTION_WORDS)
    return bag - QUANTITIES if len(bag - QUANTITIES) > EQUAL_WORDS else bag


def _function_words(profile: Profile) -> int:
    """The number of function words ("the", "of", "is") in the template."""
    return sum(1 for word in profile.template.split() if word.lower() in FUNCTION_WORDS)
