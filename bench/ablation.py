"""Where a batch's time goes: the rate that remains as one stage after another is added."""

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.loads import BATCH, IDENTICAL
from bench.rows import Row
from tools.nouns.reports import Report
from tools.settings import Settings
from tools.text.identity.fingerprint import profile_of
from tools.text.redaction.redact import redact
from tools.toolbox import Toolbox, open_toolbox

REPEATS = 60


def stages(home: Path, wire_rate: float, echo_rate: float) -> Iterator[Row]:
    """Yield reports/s of HTTP alone (the echo with the same batches), then with each stage's own seconds added."""
    spent = 1 / wire_rate
    yield _row("HTTP, token and JSON alone", spent, echo_rate)
    for name, seconds in asyncio.run(_in_process(home / "ablation")):
        spent += seconds
        yield _row(f"+ {name}", spent, echo_rate)


def _row(name: str, seconds: float, echo_rate: float) -> Row:
    return Row(f"  batch ablation: {name}", f"{1 / seconds:,.0f} reports/s", "single echo", 1 / (seconds * echo_rate))


async def _in_process(folder: Path) -> list[tuple[str, float]]:
    """Return the seconds per report of each stage, without HTTP."""
    toolbox = await open_toolbox(Settings(_env_file=None, data_dir=folder))
    try:
        redaction = _timed(lambda: redact(IDENTICAL["log"]))
        report = _report(0)
        fingerprint = _timed(lambda: profile_of(report))
        return [("redaction", redaction), ("fingerprint", fingerprint), ("durable record", await _recording(toolbox))]
    finally:
        await toolbox.close()


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    for _ in range(REPEATS * BATCH):
        act()
    return (time.perf_counter() - began) / (REPEATS * BATCH)


async def _recording(toolbox: Toolbox) -> float:
    """Record with four batches in progress at a time; the writer commits them in groups."""
    profile, store = profile_of(_report(0)), toolbox.store
    await store.record(_report(0), profile, None)
    batches = [
        [(_report(BATCH * number + each), profile, None) for each in range(1, BATCH + 1)] for number in range(REPEATS)
    ]
    began = time.perf_counter()
    for start in range(0, REPEATS, 4):
        await asyncio.gather(*(store.record_many(batch) for batch in batches[start : start + 4]))
    return (time.perf_counter() - began) / (REPEATS * BATCH)


def _report(number: int) -> Report:
    log, service = IDENTICAL["log"], IDENTICAL["service"]
    return Report(f"req_{number}", "bench", service, log, time.time())
