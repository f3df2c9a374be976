"""Are two messages one problem? Pure: used by the analyzer and by stores inside their transaction."""

from functools import lru_cache

from tools.nouns.decisions import Band, Comparison, Judgement
from tools.nouns.policy import Policy
from tools.nouns.quick import quick_dataclass
from tools.nouns.reports import Profile
from tools.nouns.severity import LEVELS
from tools.rules.matching_dress import same_in_other_dress
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
from tools.rules.matching_vetoes import doubts_of, hard_vetoes, leftovers, other_conditions, subject_doubts
from tools.rules.matching_words import (
    DEVICE_NOUNS,
    Segments,
    align,
    is_name_beside,
    is_value_like,
    overlap,
    stem,
    words,
)
from tools.text.identity.shapes import PARAM
from tools.text.identity.template import masked
from tools.text.words.lexicon import FUNCTION_WORDS, RESOURCE_NOUNS

# Raise it when the same two profiles are judged otherwise than before; decisions name the version they were made with.
RULES_VERSION = 3
# The figures below are of `python -m evals --data DIR` on alerts worded by two tools and pairs of log lines; how they
# hold on what they were not chosen on is in docs/EVALUATION.md.
# Word overlap of a paraphrase. 0.45 takes five times the hard negatives for the same; 0.55 costs .045 of the recall.
PARAPHRASE_OVERLAP = 0.5
# Word overlap from which the adjudicator is asked. 0.25 asks a quarter more often, 0.4 a quarter less; joins stay.
ASK_OVERLAP = 0.33
# A sentence for people has small words (3 would cost .037 of the recall), and no list of key=value.
SENTENCE = 2
FEW_ASSIGNMENTS = 1
# Two templates line up when at least half of the words, and two of them real ones, stand at the same place, and few
# and short stretches differ. Safety margins: within .3–.7, 1–4, 1–6 and 1–6 no figure moves by more than .002.
EQUAL_SHARE = 0.5
EQUAL_WORDS = 2
MOST_SEGMENTS = 3
LONGEST_SEGMENT = 3
# A cosine differs in its last digits from one processor to another: what the record says is what was judged.
COSINE_PLACES = 4
# Templates that line up score above all that do not, among themselves by their overlap.
ALIGNED_SCORE = 0.9
# Words of each side that `explain` shows.
MOST_LEFTOVERS = 8


@quick_dataclass(frozen=True, slots=True)
class _Side:
    """One message as it is aligned: its words, and the values that stood for <*> in order."""

    said: tuple[str, ...]
    params: tuple[str, ...]


def judge(left: Profile, right: Profile, cosine: float, policy: Policy) -> Judgement:
    """Compare two profiles of one (tenant, service). A veto forbids the join whatever the score; a doubt, a silent one.

    SAME: the templates line up and every difference sets an unknown word against a parameter, or two sentences
    without a log header say the same in other words. ASK: near by meaning or words, nothing forbids it. The score
    (0 to 1) orders candidates; the verdict depends on these four arguments alone, so it can be replayed.
    """
    cosine = round(cosine, COSINE_PLACES)
    lexical = overlap(left.template, right.template)
    one, other = prose_of(left.message, left.called), prose_of(right.message, right.called)
    both = (one, other) if one and other and _may_be_prose(left, right) else None
    vetoes = hard_vetoes(left, right, (both[0].told, both[1].told) if both else (left.template, right.template))
    ours, theirs = _said(left, right), _said(right, left)
    segments = align(ours.said, theirs.said)
    aligned = _is_aligned(ours, theirs, segments, _equal_words(ours.said, segments))
    agreed, unsure = (True, ()) if aligned else _told_alike(left, right, both, segments)
    doubts = doubts_of(left, right) + unsure
    same = aligned or agreed
    if _same_crash(left, right):
        same, doubts = True, doubts_of(left, right)
        vetoes = tuple(veto for veto in vetoes if veto in ("environment", "frame") or veto.startswith("label:"))
    if not same and same_in_other_dress(left, right):
        same, doubts = True, doubts_of(left, right)
    score = ALIGNED_SCORE + (1 - ALIGNED_SCORE) * lexical if aligned else (lexical + max(cosine, 0.0)) / 2
    if same and not vetoes and not doubts:
        band = Band.SAME
    elif not vetoes and (cosine >= policy.similarity_threshold or lexical >= ASK_OVERLAP):
        band = Band.ASK
    else:
        band = Band.SEPARATE
    ours_only, theirs_only = leftovers(left.template, right.template)
    evidence = Comparison(
        round(lexical, 4),
        cosine,
        ours_only[:MOST_LEFTOVERS],
        theirs_only[:MOST_LEFTOVERS],
        RULES_VERSION,
        aligned,
        doubts,
    )
    return Judgement(band, round(score, 4), vetoes, evidence)


def _said(profile: Profile, other: Profile) -> _Side:
    """The words of a template, less a leading "error" where the other message says the same in its header."""
    found = words(profile.template)
    said = bool(found) and words(other.template)[:1] != found[:1]
    told = said and bool(other.level and not profile.level) and LEVELS.get(found[0].lower()) == other.level
    return _Side(found[1:] if told else found, profile.params)


def _equal_words(ours: tuple[str, ...], segments: Segments) -> int:
    """How many real words both have at the same place."""
    differing = sum(len(segment.ours) - segment.ours.count(PARAM) for segment in segments)
    return len(ours) - ours.count(PARAM) - differing


def _is_aligned(left: _Side, right: _Side, segments: Segments, equal: int) -> bool:
    """Every difference is an unknown word against an existing parameter; "unknown against unknown" is not enough."""
    longest = max(len(left.said), len(right.said))
    if not longest or equal < EQUAL_WORDS or len(segments) > MOST_SEGMENTS:
        return False
    same = longest - max(sum(len(each.ours) for each in segments), sum(len(each.theirs) for each in segments))
    return same >= EQUAL_SHARE * longest and all(
        _is_value(each.ours, each.theirs, left, each.our_place)
        or _is_value(each.theirs, each.ours, right, each.their_place)
        for each in segments
    )


def _is_value(parameter: tuple[str, ...], value: tuple[str, ...], side: _Side, place: int) -> bool:
    """What one side has as <*> the other writes out, in words that could be a value; `side` is the one with <*>.

    Beside the noun of a resource a word is never a value: "queue <*>" and "queue orders" may be two queues.
    """
    if any(word != PARAM for word in parameter) or len(value) > LONGEST_SEGMENT:
        return False
    if not parameter and (len(value) != 1 or side.said[place : place + 1] != (PARAM,)):
        return all(word == PARAM for word in value)
    before = side.said[place - 1].lower() if place else ""
    raw = side.params[side.said[:place].count(PARAM)].partition(" ")[0] if side.params else ""
    if not parameter:  # its name and the value behind it are one run there
        return value == (PARAM,) or is_name_beside(value[0], raw, before)
    if len(value) == 1 and is_name_beside(value[0], raw, before):
        return before not in RESOURCE_NOUNS or before in DEVICE_NOUNS
    return before not in RESOURCE_NOUNS and all(word == PARAM or is_value_like(word) for word in value)


def _same_crash(left: Profile, right: Profile) -> bool:
    """One place raised the same, and one of the two tells more of it: a root cause, another member of a group."""
    if set(left.entities.get("frame", ())).isdisjoint(right.entities.get("frame", ())):
        return False
    ours, theirs = ({masked(line) for line in each.message.split("\n")} for each in (left, right))
    return ours != theirs and (ours <= theirs or theirs <= ours)


def _may_be_prose(left: Profile, right: Profile) -> bool:
    """Without a log header, a trace or a list of key=value: what a machine writes repeats its template."""
    if "frame" in left.entities or "frame" in right.entities:
        return False
    if left.component or right.component or (left.level and right.level):
        return False
    return max(left.message.count("="), right.message.count("=")) <= FEW_ASSIGNMENTS


def _told_alike(
    left: Profile, right: Profile, both: tuple[Prose, Prose] | None, segments: Segments
) -> tuple[bool, tuple[str, ...]]:
    """Whether two texts that do not line up say the same in other words, and what forbids a silent join.

    A lone clause is no prose: only the same words in another order are the same.
    """
    doubts = subject_doubts(left, right, segments)
    if both is None:
        return _may_be_prose(left, right) and _bag(left.template) == _bag(right.template), doubts
    one, other = both
    if other_cause(one, other):
        return False, (*doubts, "cause")
    coded = ("identifier",) if other_conditions(left.template, right.template) else ()
    attempts = ("attempt",) if attempts_of(one.told) != attempts_of(other.told) and _attempts(one, other) else ()
    if same_title(one, other) and agree_under_a_title(one, other):
        return True, coded + attempts
    named = title_doubts(one, other)
    if agree_in_a_sentence(one, other):
        return True, tuple(doubt for doubt in named if doubt != "title") + attempts
    sentence = max(_function_words(left), _function_words(right)) >= SENTENCE
    return sentence and overlap(one.told, other.told) >= PARAPHRASE_OVERLAP, doubts + named + attempts


def _attempts(one: Prose, other: Prose) -> bool:
    """Both name a step that could not be done."""
    return bool(attempts_of(one.told) and attempts_of(other.told))


@lru_cache(maxsize=8_192)
def _bag(template: str) -> frozenset[str]:
    """The words in any order: "Probe failed. Probe of <*> failed" and "failed probe" are one bag."""
    found = (word.lower() for word in words(template) if word != PARAM)
    bag = frozenset(stem(word) for word in found if word not in FUNCTION_WORDS)
    return bag - QUANTITIES if len(bag - QUANTITIES) > EQUAL_WORDS else bag


def _function_words(profile: Profile) -> int:
    """The small words ("the", "of", "is") of the template."""
    return sum(1 for word in profile.template.split() if word.lower() in FUNCTION_WORDS)
