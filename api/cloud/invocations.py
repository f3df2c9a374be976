"""What a function does for each kind of event other than HTTP."""

import logging
import time

import orjson

from api.http.inbound import counts_of
from api.intake.aws_events import AwsEvents, caller_of
from api.services import Services
from api.setting_up import ingest
from api.worker.audit_anchor import AuditAnchor
from api.worker.erasures import Erasures
from api.worker.heartbeats import HeartbeatWatch
from api.worker.queued import QueuedIntake
from api.worker.retention import Retention
from api.worker.worker import Worker
from tools.errors import InvalidRequest
from tools.nouns.json_types import Json

logger = logging.getLogger(__name__)
SPARE_SECONDS = 15.0
"""The time left for the reconciler, and for a job that takes long."""


async def queue(services: Services, event: Json) -> Json:
    """Decide queued reports, and the messages that an AWS topic or rule put into the same queue.

    The answer names the messages that must be delivered again; Lambda deletes the others. Raises InvalidRequest for
    records that name no message; then all of them are delivered again.
    """
    try:
        told = [(str(record["messageId"]), str(record["body"])) for record in event["Records"]]
    except (KeyError, TypeError) as error:
        raise InvalidRequest(f"a record of SQS has no messageId or no body: {error!r:.80}") from error
    intake = QueuedIntake(services.intake, services.toolbox.tracing, _aws_events(services))
    outcomes = await intake.take([body for _, body in told])
    failed = [(message_id, why) for (message_id, _), why in zip(told, outcomes, strict=True) if why is not None]
    for message_id, why in failed:
        logger.warning("message %s comes again: %s", message_id, why)
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id, _ in failed]}


async def signals(services: Services, event: Json, sender_name: str) -> Json:
    """Take in the event of a topic or a bus, as if its sender had posted it. It may report, but not act.

    An unreadable event is stored with the reason. Raises Overloaded or Unavailable if the event must be delivered
    again.
    """
    counts, caller = (
        counts_of(await _aws_events(services).take(orjson.dumps(event), sender_name)),
        caller_of(sender_name),
    )
    services.last_intakes.note(caller.tenant, caller.actor, sender_name, services.toolbox.clock(), counts, [])
    return {"counts": counts}


def _aws_events(services: Services) -> AwsEvents:
    return AwsEvents(services.signals, services.toolbox.clock, services.settings.otlp_min_severity)


async def schedule(services: Services, seconds: float) -> Json:
    """Do due work until none is left or the time is nearly over; then repair what crashes left unfinished."""
    worker = Worker(services.toolbox, services.agents, services.intake.pace, services.intake.deferral)
    until, jobs = time.monotonic() + seconds - SPARE_SECONDS, 0
    try:
        while done := await worker.sweep():
            jobs += done
            if time.monotonic() >= until:
                break
        await worker.deliveries.keep_house()
    finally:
        await worker.stop()
    await AuditAnchor(services.settings, services.toolbox.accounts, services.toolbox.clock).publish()
    await Erasures(services.toolbox.whole_store, services.toolbox.clock).look()
    await Retention(services.toolbox.whole_store, services.toolbox.clock, services.settings.retention_days).look()
    missing = await HeartbeatWatch(services.signals.heartbeats).look()
    return {"jobs": jobs, "missing_heartbeats": missing, "repaired": await worker.reconcile()}


async def set_up(services: Services) -> Json:
    """Read the shipped runbooks and those of RUNBOOKS_DIR. The first administrator was created at the start."""
    return {"runbooks": await ingest(services.settings, services.toolbox)}
