"""One measured process: what `incident-responder consume` runs, on a feed of given reports. See `bench.scale.measured`.

It says that it is ready, waits for a line, decides everything, and prints the cost as one line of JSON.
"""

import argparse
import asyncio
import json
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from api.bootstrap import prepare
from api.intake.intake import Intake
from api.worker.queued import Consumer, QueuedIntake
from bench.scale.feed import Feed
from graph.builder import make_agents
from tools.ids import new_ulid
from tools.nouns.queued import QueuedReport
from tools.nouns.queued_json import queued_to_text
from tools.nouns.redacted import Redacted, stored
from tools.nouns.reports import Report
from tools.settings import Settings
from tools.toolbox import open_toolbox

SERVICE = stored("storage")
SEEN = 12
"""Reports of each problem before the measurement: people are told of the tenth, which costs a few requests."""
_PARTS = ("ledger", "cache", "broker", "shard", "cursor", "gateway", "replica", "session", "invoice", "buffer")
_FAULTS = ("stalled", "crashed", "leaked", "froze", "drifted", "overflowed", "vanished", "looped", "jammed", "rusted")
_WHEN = ("startup", "failover", "checkout", "compaction", "import", "rollout", "backup", "settlement")


def log_of(problem: int) -> str:
    """Return a line of the problem with this number: no two share their words."""
    part, rest = _PARTS[problem % 10], problem // 10
    return f"ERROR {part} {_FAULTS[rest % 10]} during {_WHEN[rest // 10 % 8]}"


def drawn(count: int, hottest: float, problems: int, seed: int) -> list[int]:
    """Return the problems of `count` reports: problem 0 has its share, the others are drawn evenly."""
    chance = random.Random(seed)
    return [0 if chance.random() < hottest else 1 + chance.randrange(problems) for _ in range(count)]


def queued(problems: Sequence[int]) -> list[Redacted]:
    """Return one message per problem, as the server queues it."""
    now = time.time()
    reports = (
        Report(f"req_{new_ulid(now)}", "default", SERVICE, stored(log_of(each)), received_at=now) for each in problems
    )
    return [queued_to_text(QueuedReport(report)) for report in reports]


async def _work(asked: argparse.Namespace) -> dict[str, float]:
    settings = Settings(_env_file=None)
    prepare(settings)
    toolbox = await open_toolbox(settings)
    intake = QueuedIntake(Intake.open(toolbox, make_agents(toolbox)))
    everything = range(asked.problems + 1)
    if asked.open:
        texts = queued([problem for problem in everything for _ in range(SEEN)])
    else:
        await intake.take(queued(everything))  # a process that has run for a while has seen every ticket's advice
        texts = queued(drawn(asked.reports, asked.hottest, asked.problems, asked.seed))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)
    feed = Feed(texts, asked.messages, asked.queue_seconds)
    consumer = Consumer(feed, intake)
    cpu, waited, began = time.process_time(), _waited(), time.perf_counter()
    running = asyncio.create_task(consumer.run(asked.handfuls))
    await feed.finished.wait()
    told = {
        "reports": float(len(texts)),
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu,
        "waited": _waited() - waited,
        "put_back": float(feed.put_back_count),
    }
    consumer.stop()
    await running
    await toolbox.close()
    return told


def _waited() -> float:
    """Return the seconds for which threads of this process could have run but got no core."""
    files = Path("/proc/self/task").glob("*/schedstat")
    return sum(int(file.read_text("ascii").split()[1]) for file in files) / 1e9


def main() -> None:
    """Decide, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", action="store_true", help="a few reports of each problem, so that all are known")
    for name, kind in (("reports", int), ("problems", int), ("seed", int), ("handfuls", int), ("messages", int)):
        parser.add_argument(f"--{name}", type=kind, default=1)
    for name in ("hottest", "queue-seconds"):
        parser.add_argument(f"--{name}", type=float, default=0.0)
    sys.stdout.write(json.dumps(asyncio.run(_work(parser.parse_args()))) + "\n")


if __name__ == "__main__":
    main()
