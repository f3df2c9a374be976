"""The job that notifies people: it creates one delivery for each destination that should receive the notice."""

from collections.abc import Awaitable, Callable, Iterable, Sequence

from tools.ids import delivery_id_of
from tools.nouns.deliveries import OFF, DeliveryRow, DeliveryState
from tools.nouns.jobs import Job
from tools.nouns.messages import Message
from tools.nouns.notices import Notice
from tools.nouns.routes import Route
from tools.nouns.watches import Watch
from tools.toolbox import Toolbox

Rendering = Callable[[Notice], Awaitable[Message]]


class Notify:
    """Renders a job's notice once, and stores a delivery for each destination that accepts it.

    The ticket is then no longer pending: a stored delivery does not need it, however long a destination is down.
    """

    def __init__(self, toolbox: Toolbox, render: Rendering, wake: Callable[[Iterable[str], str], None]) -> None:
        """`wake` is called with the destinations that have a new delivery, and the ticket that it is about."""
        self._toolbox = toolbox
        self._render = render
        self._wake = wake

    async def __call__(self, job: Job) -> None:
        """Raises Unavailable to be retried, NotFound when the ticket is gone, ValueError if the job has no notice."""
        if job.notice is None:
            raise ValueError(f"job {job.job_id} has no notice")
        places = {each.name: each for each in self._toolbox.directory.destinations()}
        if not places:
            await self._toolbox.notifier.notify(job.notice)
            return
        message = await self._render(job.notice)
        names = [
            name
            for name in self._toolbox.directory.recipients(message)
            if name in places and places[name].takes(message.kind)
        ]
        await self._toolbox.deliveries.add(self._rows(job, message, names))
        self._wake(names, message.incident_id)
        for route in self._toolbox.directory.waiting_for(message, job.notice):
            await self._toolbox.watches.begin(_watch(job, message, route))

    def _rows(self, job: Job, message: Message, names: Sequence[str]) -> list[DeliveryRow]:
        tells, now = self._toolbox.settings.notify, self._toolbox.clock()
        return [
            DeliveryRow(
                delivery_id=delivery_id_of(message.at, message.notice_id, name),
                destination=name,
                message=message,
                notice=job.notice,
                order=_order(job.job_id),
                made_at=now,
                state=DeliveryState.PENDING if tells else DeliveryState.SILENCED,
                silenced_by="" if tells else OFF,
            )
            for name in names
        ]


def _watch(job: Job, message: Message, route: Route) -> Watch:
    return Watch(
        tenant=message.tenant,
        incident_id=message.incident_id,
        notice_id=message.notice_id,
        job_id=job.job_id,
        since=message.at,
        after=route.unacknowledged_after or 0.0,
        to=route.escalate_to,
    )


def _order(job_id: str) -> str:
    """A job's position among its ticket's jobs. Both forms of job id give names that sort in queueing order."""
    name = job_id.rpartition("/")[2]
    return name.rjust(20, "0") if name.isdigit() else name
