#!/bin/sh
# purgatory 3.0.1 (Python 3.11): a circuit breaker that has rested lets every waiting call through at once. "Half-open"
# is mostly drawn as one call that probes the service while the others are still refused; here the state is only left
# when the first of the calls ends, so all calls that begin before that go out. A service that came back on its knees
# gets the whole crowd, and if it is still down, each of them waits its time-out.
#
# Seen (threshold 3, a rest of 0.2 s, then ten calls at once; how many reached the service):
#   service is back      10 of 10
#   service still down   10 of 10
#
# Here: tools/resilience/guard.py lets one probe at a time through; tests/unit/tools/resilience/test_guard.py:
# test_after_a_rest_one_probe_at_a_time_goes_through.
#
# Needs python3 with venv and pip. Everything is made in a folder that is removed at the end. Fails when a newer release
# behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check purgatory==3.0.1
cat > "$folder/seen.py" <<'PYTHON'
import asyncio
import sys

from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState


async def reached(is_back):
    breakers = AsyncCircuitBreakerFactory(default_threshold=3, default_ttl=0.2)
    calls = 0

    async def call(works, seconds):
        nonlocal calls
        try:
            async with await breakers.get_breaker("service"):
                calls += 1
                await asyncio.sleep(seconds)
                if not works:
                    raise ConnectionError
        except (ConnectionError, OpenedState):
            pass

    for _ in range(4):
        await call(False, 0)
    assert calls == 3, "the fourth is refused: it is open"
    await asyncio.sleep(0.3)
    calls = 0
    await asyncio.gather(*(call(is_back, 0.1) for _ in range(10)))
    return calls


async def main():
    failed = False
    for name, is_back in (("service is back", True), ("service still down", False)):
        got = await reached(is_back)
        failed = failed or got != 10
        print(f"{name}: {got} of 10 (expected 10)")
    sys.exit(failed)


asyncio.run(main())
PYTHON
"$folder/venv/bin/python" "$folder/seen.py"
