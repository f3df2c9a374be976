"""Stories of real files decide by their numbers."""

import pytest

from tests.support.story import Story


@pytest.fixture
def story(story: Story, judged_by_cosine: None) -> Story:
    """The story of every file, with the text rules left out."""
    return story
