"""The job that tells people."""

from tools.nouns.jobs import Job
from tools.ports import Notifier


class Notify:
    """Hands a job's notice to the notifier."""

    def __init__(self, notifier: Notifier) -> None:
        self._notifier = notifier

    async def __call__(self, job: Job) -> None:
        """Raises Unavailable to be tried again, ValueError for a job that tells nothing."""
        if job.notice is None:
            raise ValueError(f"job {job.job_id} holds no notice")
        await self._notifier.notify(job.notice)
