"""Tests on public data: EVALUATION_DATA names its folder, and without it they are skipped."""

import pytest

from evals.public import evaluation_data


def needs_data(*parts: str) -> pytest.MarkDecorator:
    """Skip unless the folder of public data holds this path."""
    missing = evaluation_data(*parts) is None
    return pytest.mark.skipif(missing, reason=f"EVALUATION_DATA names no folder that holds {'/'.join(parts)}")
