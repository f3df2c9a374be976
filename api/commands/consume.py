"""`incident-responder consume`: a process that decides the reports in the queue."""

import asyncio
import signal
from typing import Annotated

import typer

from api.console import console


def consume(
    loops: Annotated[
        int, typer.Option(help="How many batches of ten messages to work on at the same time.", min=1, max=64)
    ] = 8,
) -> None:
    """Decide the reports that wait in the queue at QUEUE_URL, until it is stopped."""
    asyncio.run(_consume(loops))


async def _consume(loops: int) -> None:
    from api.bootstrap import prepare
    from api.intake.aws_events import AwsEvents
    from api.intake.intake import Intake
    from api.intake.signals import SignalIntake
    from api.worker.queued import Consumer, QueuedIntake
    from graph.builder import make_agents
    from tools.backends import open_shared_queue
    from tools.settings import Settings
    from tools.toolbox import open_toolbox

    settings = Settings()
    prepare(settings)
    queue = await open_shared_queue(settings)
    toolbox = await open_toolbox(settings.model_copy(update={"queue_url": None}))
    try:
        intake = Intake.open(toolbox, make_agents(toolbox))
        aws_events = AwsEvents(SignalIntake(toolbox, intake), toolbox.clock, settings.otlp_min_severity)
        consumer = Consumer(queue, QueuedIntake(intake, toolbox.tracing, aws_events))
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, consumer.stop)
        console.print("Deciding what waits in the queue; Ctrl+C ends it.")
        await consumer.run(loops)
    finally:
        await toolbox.close()
        await queue.close()
