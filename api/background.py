"""The background work of a server process: the worker, and what is repeated on a schedule."""

from contextlib import AsyncExitStack

from api.services import Services
from api.worker.audit_anchor import EVERY_SECONDS, AuditAnchor
from api.worker.erasures import LOOK_SECONDS as ERASURES_SECONDS
from api.worker.erasures import Erasures
from api.worker.forgetting import LOOK_SECONDS as FORGETTING_SECONDS
from api.worker.forgetting import LOOK_SECONDS_OF_A_BUCKET as FORGETTING_SECONDS_OF_A_BUCKET
from api.worker.forgetting import Forgetting
from api.worker.heartbeats import LOOK_SECONDS, LOOK_SECONDS_OF_A_BUCKET, HeartbeatWatch
from api.worker.queued import consuming
from api.worker.repeated import Repeated
from api.worker.retention import LOOK_SECONDS as RETENTION_SECONDS
from api.worker.retention import Retention
from api.worker.worker import Worker

TOUCHES_SECONDS = 1.0
"""A bucket has no sequence number to watch, so each process tells the others what it changed."""


def work_in_background(services: Services, closing: AsyncExitStack) -> None:
    """Start the work; `closing` stops it."""
    toolbox, bucket = services.toolbox, services.toolbox.reconciler is not None
    worker = Worker(
        toolbox, services.agents, services.intake.pace, services.intake.deferral, count=services.metrics.delivery_tried
    )
    worker.start()
    closing.push_async_callback(worker.stop)
    anchor = AuditAnchor(services.settings, toolbox.accounts, toolbox.clock)
    closing.push_async_callback(anchor.publish)  # once more, after its last pass
    watch = HeartbeatWatch(services.signals.heartbeats)
    retention = Retention(toolbox.whole_store, toolbox.clock, services.settings.retention_days)
    repeated = [
        Repeated("publishing the head of the audit log", anchor.publish, EVERY_SECONDS),
        Repeated("erasing deleted tenants", Erasures(toolbox.whole_store, toolbox.clock).look, ERASURES_SECONDS),
        Repeated("dropping old texts", retention.look, RETENTION_SECONDS),
        Repeated(
            "forgetting erased texts",
            Forgetting(toolbox.whole_store.erasure_mark).look,
            FORGETTING_SECONDS_OF_A_BUCKET if bucket else FORGETTING_SECONDS,
        ),
        Repeated("looking for heartbeats", watch.look, LOOK_SECONDS_OF_A_BUCKET if bucket else LOOK_SECONDS),
    ]
    if bucket:
        repeated.append(Repeated("telling other processes what changed", toolbox.store.tell_touched, TOUCHES_SECONDS))
    for each in repeated:
        each.start()
        closing.push_async_callback(each.stop)
    if toolbox.queue is not None and toolbox.settings.queue_in_process:
        closing.push_async_callback(consuming(toolbox.queue, services.intake, toolbox.tracing))
