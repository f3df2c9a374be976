"""What traces cost: the storm with a tenth of them recorded and sent to a collector, against the storm without traces.

`python -m bench --only versus --against PATH`, with a build from before traces existed, shows what their mere
possibility costs.
"""

import statistics
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench import loads
from bench.client import Sample
from bench.rows import Row
from bench.servers import Target, cpu_seconds, product
from bench.storms import load

COUNT, ROUNDS, CONCURRENCY = 6_000, 5, 32


def trace_rows(home: Path, _: Target) -> Iterator[Row]:
    """Run five interleaved rounds; each ratio is the median of the rounds' ratios, of rates and of processor time."""
    with ExitStack() as opened:
        collector = opened.enter_context(_collector())
        recording = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector, "OTEL_TRACES_SAMPLER_ARG": "0.1"}
        off = opened.enter_context(product(home, "traces-off"))
        tenth = opened.enter_context(product(home, "traces-tenth", settings=recording))
        every = opened.enter_context(
            product(home, "traces-every", settings=recording | {"OTEL_TRACES_SAMPLER_ARG": "1"})
        )
        targets = (off, tenth, every)
        for target in targets:
            _round(target)
        rounds = [[_round(target) for target in targets] for _ in range(ROUNDS)]
    for number, (name, wanted) in enumerate((("a tenth recorded", "≥ 0.88"), ("all recorded", "")), start=1):
        yield _row(name, wanted, [each[0] for each in rounds], [each[number] for each in rounds])


def _round(target: Target) -> tuple[Sample, float]:
    """Run one storm; return it and the server's processor time per report in µs."""
    requests = loads.singles(target, loads.identical(COUNT))
    before = cpu_seconds(target.server.process.pid)
    sample = load(target, requests, CONCURRENCY)()
    return sample, 1e6 * (cpu_seconds(target.server.process.pid) - before) / COUNT


def _row(name: str, wanted: str, off: list[tuple[Sample, float]], on: list[tuple[Sample, float]]) -> Row:
    ratio = statistics.median(mine.rate / bare.rate for (mine, _), (bare, _) in zip(on, off, strict=True))
    rate, bare_rate = (statistics.median(each.rate for each, _ in rounds) for rounds in (on, off))
    cost, bare_cost = (statistics.median(each for _, each in rounds) for rounds in (on, off))
    errors = sum(each.errors for each, _ in (*on, *off))
    return Row(
        f"storm, traces: {name}, c={CONCURRENCY}",
        f"{rate:,.0f}/s, {cost:.0f} µs{f', {errors} ERRORS' if errors else ''}",
        f"off {bare_rate:,.0f}/s, {bare_cost:.0f} µs",
        ratio,
        wanted,
    )


@contextmanager
def _collector() -> Iterator[str]:
    """Run a collector, in a thread of this process, that accepts and drops what it gets."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Read and drop the body."""
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
