"""No verdict depends on the precision of the vectors, nor on how a processor comes to int8 ones."""

from pathlib import Path

import numpy as np
import pytest

from evals.public.baselines import vectors
from evals.public.golden_texts import golden_profiles
from evals.public.precisions import verdicts_of
from tests.support.textbook import Rounded
from tools.embeddings.weights import find_weights
from tools.nouns.decisions import Band
from tools.settings import Precision

TEXTS = 200


@pytest.mark.long
def test_verdicts_on_200_texts_are_the_same_by_any_arithmetic(tmp_path: Path) -> None:
    """fp32, int8 as this processor does it, and int8 in whole numbers, which no instruction set can cut off."""
    profiles = golden_profiles(TEXTS)
    templates = [profile.template for profile in profiles]
    textbook = Rounded(find_weights(None, tmp_path))
    whole = {text: textbook.vector(text).astype(np.float32) for text in templates}
    told = [verdicts_of(profiles, vectors(templates, precision)) for precision in Precision]
    told.append(verdicts_of(profiles, whole))
    assert len(profiles) == TEXTS
    joins = [[place for _, place in verdicts] for verdicts in told]
    assert joins[0] == joins[1] == joins[2]
    assert any(band is Band.SAME for band, _ in told[0])
