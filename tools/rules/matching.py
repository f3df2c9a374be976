"""Are two messages one problem? Pure: used by the analyzer and by stores inside their transaction."""

from tools.types import Band, Judgement, Policy, Profile


def judge(left: Profile, right: Profile, cosine: float, policy: Policy) -> Judgement:
    """Compare two profiles of one (tenant, service). Vetoes forbid a silent join whatever the score."""
    band = Band.ASK if cosine >= policy.similarity_threshold else Band.SEPARATE
    return Judgement(band, cosine)
