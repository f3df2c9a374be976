"""Repeated firings of one alert that wait together: a storm of them swaps the head once, not once each."""

from collections.abc import Sequence
from dataclasses import replace

from tools.ids import request_time
from tools.nouns.activations import ActivationOf
from tools.nouns.recorded import Recorded
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.recording.batches import Key
from tools.tickets.s3.recording.firings import Record, record_firing
from tools.tickets.s3.recording.placement import RecordRequest


def alike(request: RecordRequest, said: ActivationOf) -> Key:
    """The key of requests that get the same answer and so may wait together.

    A report whose id was made from its sender's event is alone, because a redelivery of that event changes nothing.
    """
    report = request.report
    own = "" if request_time(report.request_id) is not None else report.request_id
    times, alone = (said.starts_at, said.expires_at), (request.mode.live_run, own)
    told = (*report.alert(said), *times, request.fingerprint, report.severity, report.release, *alone)
    return report.tenant, repr(told)


async def record_alike(parts: Parts, requests: Sequence[RecordRequest], record: Record) -> list[Recorded]:
    """Return the answers in order.

    The first report may be counted. The repeats become reminders, which are written once.
    """
    answers: list[Recorded] = []
    while waiting := requests[len(answers) :]:
        first = waiting[0]
        said = first.report.activation
        if said is None:
            raise ValueError("only reports of firings wait here")
        found = await record_firing(parts, first, said, record, repeats=len(waiting))
        if found.reminder:
            answers += [replace(found, request_id=each.report.request_id) for each in waiting]
        else:
            answers.append(found)
    return answers
