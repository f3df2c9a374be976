"""`incident-responder reindex`: rebuilds all derived data from the store, on the configured backends."""

import asyncio

from api.console import DEFAULT_TENANT, caller_of, console


def reindex() -> None:
    """Rebuild vectors and all derived data, also for a new embedder. Restart running servers afterwards.

    If it is interrupted, no server starts on the data until you run it again.
    """
    from api.acts.reindex import rebuild
    from tools.settings import Settings

    problems, documents = asyncio.run(rebuild(Settings(), caller_of(DEFAULT_TENANT)))
    console.print(f"{problems} fingerprints and {documents} documents are indexed again.")
