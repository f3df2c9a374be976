"""`python -m bench.start_cost PATH`: what a process does before its first answer, in the build at PATH and in this one.

PATH needs a `.venv` of its own. The figures are processor seconds, medians, with the builds in turn on one double of
S3: the import of the application, and a function from nothing to its answer to a request, to queued reports and to its
schedule. For a build without a function, only the import is measured.
"""

import os
import statistics
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from bench.console_cost import HERE, compared, processor_time, row, show
from tests.support.cloud_events import http_event, queue_event, schedule_event
from tests.support.servers.process import running

IMPORT = "import api.app"
FUNCTION = """
from api.cloud.handler import main
class Invocation:
    def get_remaining_time_in_millis(self): return 60_000
main({event!r}, Invocation())
"""
PROGRAMS: Mapping[str, str] = {
    "import api.app": IMPORT,
    "function, a request": FUNCTION.format(event=http_event("GET", "/healthz", "")),
    "function, queued reports": FUNCTION.format(event=queue_event("of no known form")),
    "function, schedule": FUNCTION.format(event=schedule_event()),
}


def measure(other: Path, rounds: int) -> Iterator[str]:
    """Yield every row, rounds interleaved; a first, uncounted round writes byte code and creates the administrator."""
    yield row("processor seconds, median", "before", "now", "now / before")
    with ExitStack() as stack:
        address = stack.enter_context(running("tests.support.servers.s3_server"))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for what, program in PROGRAMS.items():
            builds = [root for root in (other, HERE) if program == IMPORT or (root / "api" / "cloud").is_dir()]
            taken = [[_seconds(root, program, address, folder) for root in builds] for _ in range(rounds + 1)][1:]
            if len(builds) == 2:
                yield compared(what, [(before, now) for before, now in taken])
            else:
                yield row(what, "–", f"{statistics.median(now for [now] in taken):.2f}", "")


def _seconds(root: Path, program: str, address: str, folder: Path) -> float:
    home = folder / root.name
    home.mkdir(mode=0o700, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "HF_HUB_OFFLINE")}
    environment = kept | {
        "PYTHONPATH": str(root), "DATA_DIR": str(home), "S3_BUCKET": "tickets", "S3_PREFIX": root.name,
        "AWS_ENDPOINT_URL": address, "AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test", "ADMIN_PASSWORD": "a password for this bench",
        "JWT_SECRET_KEY": "a signing key for the function under test", "RATE_LIMIT": "off",
        "AUDIT_KEY": "what seals the audit log of this bench",
    }  # fmt: skip
    return processor_time([str(root / ".venv" / "bin" / "python"), "-c", program], environment)


if __name__ == "__main__":
    show("bench.start_cost", __doc__, measure)
