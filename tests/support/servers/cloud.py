"""Run a command on doubles of S3 and Pinecone: `python -m tests.support.servers.cloud python -m evals --configured`.

What Pinecone was told is visible `--delay` seconds later, as with the real service.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.support.servers.process import running
from tests.support.servers.s3_store import AUDIT_KEY

DELAY_SECONDS = 1.5


@contextmanager
def cloud(delay: float = DELAY_SECONDS) -> Iterator[dict[str, str]]:
    """The environment that chooses both doubles, while they run."""
    with running("tests.support.servers.s3_server") as s3, running("tests.support.servers.pinecone_server") as pinecone:
        httpx.put(f"{pinecone}/_double/settings", json={"delay": delay}).raise_for_status()
        yield {
            "S3_BUCKET": "tickets",
            "AUDIT_KEY": AUDIT_KEY,
            "AWS_ENDPOINT_URL": s3,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
            "PINECONE_API_KEY": "test-key",
            "PINECONE_HOST": pinecone,
        }


def main() -> int:
    """The command's exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delay", type=float, default=DELAY_SECONDS)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    asked = parser.parse_args()
    with cloud(asked.delay) as environment:
        return subprocess.run(asked.command, env=os.environ | environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
