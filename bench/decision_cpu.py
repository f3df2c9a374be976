"""CPU of one decision with the real store and the real embedder: `python -m bench.decision_cpu`.

All threads of the process count. A decision begins with redaction and ends when the store has committed it.
"""

import asyncio
import itertools
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from agents.analyzer import Analyzer
from agents.context import Context
from graph.builder import make_agents
from tools.nouns.reports import Report
from tools.settings import Backend, Settings
from tools.text.identity.fingerprint import with_profile
from tools.text.redaction.redact import redact
from tools.toolbox import open_toolbox

STORED = 300
ALIAS_HITS, MISSES, LONG_MISSES = 400, 80, 25
LIMITS = {"alias hit": 0.5, "miss, 40 tokens": 12.0, "miss, 256 tokens": 80.0}
LONG = 250
_NOUNS = [
    "ledger",
    "cache",
    "broker",
    "queue",
    "tenant",
    "shard",
    "cursor",
    "billing",
    "gateway",
    "replica",
    "session",
    "worker",
    "invoice",
    "buffer",
]
_VERBS = ["stalled", "crashed", "leaked", "froze", "drifted", "overflowed", "vanished", "looped", "jammed"]
_WHERE = ["startup", "failover", "checkout", "compaction", "import", "rollout", "backup", "settlement"]
_PROBLEMS = [" ".join(words) for words in itertools.product(_NOUNS, _VERBS, _NOUNS, _WHERE)]


def main() -> None:
    """Print milliseconds of CPU per kind of decision, median and 95th percentile, beside the target."""
    print(f"{'decision':24}{'median ms':>10}{'p95 ms':>10}{'target ms':>10}")
    for name, times in asyncio.run(_measured()).items():
        high = statistics.quantiles(times, n=20)[-1]
        print(f"{name:24}{statistics.median(times):10.2f}{high:10.2f}{LIMITS[name]:10.1f}")


async def _measured() -> dict[str, list[float]]:
    with tempfile.TemporaryDirectory(prefix="decisions-") as folder:
        settings = Settings(_env_file=None, data_dir=Path(folder), ticket_store=Backend.EMBEDDED)
        toolbox = await open_toolbox(settings)
        analyzer = make_agents(toolbox).analyzer
        await _timed(analyzer, STORED, _short)
        times = {
            "alias hit": await _timed(analyzer, ALIAS_HITS, lambda number: _short(number % STORED)),
            "miss, 40 tokens": await _timed(analyzer, MISSES, lambda number: _short(STORED + number)),
            "miss, 256 tokens": await _timed(analyzer, LONG_MISSES, _long),
        }
        await toolbox.close()
        return times


def _short(problem: int) -> str:
    """Return a line of about forty tokens; a step without common factors spreads problems over all of them."""
    words = _PROBLEMS[problem * 1_009 % len(_PROBLEMS)]
    return (
        f"2026-11-23 10:11:12,123 ERROR [pool-7] acme.Core - {words} on 10.0.0.7:8443 while it served order {problem}; "
        f"tried three times, waited {problem} ms each, then gave the work back to the next one of its group"
    )


def _long(problem: int) -> str:
    return " ".join(_short(problem * LONG + number).partition(" - ")[2] for number in range(LONG // 30))


_serial = itertools.count()


async def _timed(analyzer: Analyzer, count: int, log: Callable[[int], str]) -> list[float]:
    times = []
    for number in range(count):
        began = time.process_time()
        report = Report(f"req_{next(_serial)}", "default", redact("core"), redact(log(number)), time.time())
        profiled = with_profile(report)
        if await analyzer.known(profiled) is None:
            await analyzer.verdict(profiled, Context())
        times.append((time.process_time() - began) * 1e3)
    return times


if __name__ == "__main__":
    main()
