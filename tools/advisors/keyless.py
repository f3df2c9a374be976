"""The Advisor of a process that may never advise: a report of a known problem needs none of its patterns."""

from tools.nouns.knowledge import Advice, Evidence
from tools.ports import Advisor


class KeylessAdvisor(Advisor):
    """Writes from the runbooks alone; the first advice loads the `RunbookAdvisor`."""

    async def advise(self, evidence: Evidence) -> Advice:
        """See the port."""
        from tools.advisors.runbook import RunbookAdvisor

        return await RunbookAdvisor().advise(evidence)
