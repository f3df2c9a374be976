"""The texts of the golden suite as a set: hand-picked lines, alerts and traces."""

from evals.cases import golden_folder
from evals.public import read_lines
from evals.public.baselines import profile_of_log
from tools.nouns.reports import Profile


def golden_profiles(count: int) -> list[Profile]:
    """Return the profiles of the first `count` different messages, paraphrases first, so that some belong together."""
    logs = [
        step["report"]["log"]
        for path in sorted(golden_folder().glob("*.jsonl"), key=lambda path: (path.stem != "paraphrases", path))
        for case in read_lines(path)
        for step in case["inputs"]["steps"]
        if "report" in step
    ]
    profiles = list({profile.template: profile for profile in (profile_of_log(log, "golden") for log in logs)}.values())
    return profiles[:count]
