"""Are two messages one problem? Pure: used by the analyzer and by stores inside their transaction."""

from tools.nouns.decisions import Band, Comparison, Judgement
from tools.nouns.policy import Policy
from tools.nouns.reports import Profile
from tools.nouns.severity import LEVELS
from tools.rules.matching_vetoes import doubts_of, hard_vetoes, leftovers, subject_doubts
from tools.rules.matching_words import Segments, align, is_value_like, overlap, stem, words
from tools.text.identity.shapes import PARAM
from tools.text.words.lexicon import FUNCTION_WORDS, RESOURCE_NOUNS

# Raise it when the same two profiles are judged otherwise than before; decisions name the version they were made with.
RULES_VERSION = 1
# The figures below are of `python -m evals --data DIR` on alerts worded by two tools and pairs of log lines; how they
# hold on what they were not chosen on is in docs/EVALUATION.md.
# Word overlap of a paraphrase. 0.45 takes five times the hard negatives for the same; 0.55 costs .045 of the recall.
PARAPHRASE_OVERLAP = 0.5
# Word overlap from which somebody is asked. 0.25 asks a quarter more often, 0.4 a quarter less; joins do not depend on it.
ASK_OVERLAP = 0.33
# A sentence for people has small words (3 would cost .037 of the recall), and no list of key=value.
SENTENCE = 2
FEW_ASSIGNMENTS = 1
# Two templates line up when at least half of the words, and two of them real ones, stand at the same place, and few
# and short stretches differ. Safety margins: from .3 to .7, 1 to 4, 1 to 6 and 1 to 6 no figure moves by more than .002.
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


def judge(left: Profile, right: Profile, cosine: float, policy: Policy) -> Judgement:
    """Compare two profiles of one (tenant, service). A veto forbids the join whatever the score; a doubt, a silent one.

    SAME: the templates line up and every difference sets an unknown word against a parameter, or two sentences
    without a log header say the same in other words. ASK: near by meaning or words, nothing forbids it. The score
    (0 to 1) orders candidates; the verdict depends on these four arguments alone, so it can be replayed.
    """
    cosine = round(cosine, COSINE_PLACES)
    lexical = overlap(left.template, right.template)
    vetoes = hard_vetoes(left, right)
    ours, theirs = _said(left, right), _said(right, left)
    segments = align(ours, theirs)
    equal = _equal_words(ours, segments)
    aligned = _is_aligned(ours, theirs, segments, equal)
    doubts = doubts_of(left, right) + (() if aligned else subject_doubts(left, right, segments))
    same = aligned or _is_paraphrase(left, right, lexical)
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


def _said(profile: Profile, other: Profile) -> tuple[str, ...]:
    """The words of a template, less a leading "error" where the other message says the same in its header."""
    found = words(profile.template)
    told = bool(found and other.level and not profile.level) and LEVELS.get(found[0].lower()) == other.level
    return found[1:] if told else found


def _equal_words(ours: tuple[str, ...], segments: Segments) -> int:
    """How many real words both have at the same place."""
    differing = sum(1 for segment, _ in segments for word in segment if word != PARAM)
    return sum(1 for word in ours if word != PARAM) - differing


def _is_aligned(ours: tuple[str, ...], theirs: tuple[str, ...], segments: Segments, equal: int) -> bool:
    """Every difference is an unknown word against an existing parameter; "unknown against unknown" is not enough."""
    longest = max(len(ours), len(theirs))
    if not longest or equal < EQUAL_WORDS or len(segments) > MOST_SEGMENTS:
        return False
    same = longest - max(sum(len(one) for one, _ in segments), sum(len(other) for _, other in segments))
    return same >= EQUAL_SHARE * longest and all(
        _is_value(one, other, ours) or _is_value(other, one, theirs) for one, other in segments
    )


def _is_value(parameter: tuple[str, ...], value: tuple[str, ...], context: tuple[str, ...]) -> bool:
    """What one side has as <*> the other writes out, in words that could be a value; `context` is the side with <*>.

    Beside the noun of a resource a word is never a value: "queue <*>" and "queue orders" may be two queues.
    """
    if any(word != PARAM for word in parameter) or len(value) > LONGEST_SEGMENT:
        return False
    if not parameter:
        return all(word == PARAM for word in value)
    place = context.index(PARAM)
    beside = context[max(place - 1, 0)].lower()
    return beside not in RESOURCE_NOUNS and all(word == PARAM or is_value_like(word) for word in value)


def _is_paraphrase(left: Profile, right: Profile, lexical: float) -> bool:
    """Sentences written for people; what a machine writes repeats its template exactly and needs no paraphrase."""
    if left.component or right.component or (left.level and right.level) or lexical < PARAPHRASE_OVERLAP:
        return False
    if max(left.message.count("="), right.message.count("=")) > FEW_ASSIGNMENTS:
        return False
    return _bag(left) == _bag(right) or max(_function_words(left), _function_words(right)) >= SENTENCE


def _bag(profile: Profile) -> frozenset[str]:
    """The words in any order: "Probe failed. Probe of <*> failed" and "failed probe" are one bag."""
    found = (word.lower() for word in words(profile.template) if word != PARAM)
    return frozenset(stem(word) for word in found if word not in FUNCTION_WORDS)


def _function_words(profile: Profile) -> int:
    """The small words ("the", "of", "is") of the template."""
    return sum(1 for word in profile.template.split() if word.lower() in FUNCTION_WORDS)
