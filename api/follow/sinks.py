"""Where records go: to a server in batches, or into this machine's store, opened once."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from api.follow.sending import Item, RecordResult
from api.places.client import ApiClient
from tools.nouns.json_types import Json, Stored

if TYPE_CHECKING:
    from api.intake.intake import Intake
    from api.intake.outcomes import Outcome
    from api.places.place import TypedReport
    from tools.nouns.callers import Caller
    from tools.settings import Settings
    from tools.toolbox import Toolbox


def body_of(typed: "TypedReport", item: Item) -> Json:
    """Return the report of one item: its text and the fields that all items share."""
    common = {name: value for name, value in asdict(typed).items() if value}
    return common | {"log": item.text, "idempotency_key": item.key}


class ServerSink:
    """Sends to a server with `POST /incidents/batch`."""

    def __init__(self, client: ApiClient, typed: "TypedReport") -> None:
        self._client = client
        self._typed = typed

    def send(self, items: Sequence[Item]) -> Sequence[RecordResult]:
        """Send one request."""
        answer = self._client.post("/incidents/batch", {"reports": [body_of(self._typed, item) for item in items]})
        return [_ended(each) for each in answer["results"]]

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


class StoreSink:
    """Reports to the intake on DATA_DIR or the bucket, with or without a running server."""

    def __init__(self, caller: "Caller", typed: "TypedReport") -> None:
        from api.data_dir import make_folder
        from tools.settings import Settings

        self._caller = caller
        self._typed = typed
        settings = Settings()
        make_folder(settings)
        self._loop = asyncio.Runner()
        self._toolbox, self._intake = self._loop.run(_opened(settings))

    def send(self, items: Sequence[Item]) -> Sequence[RecordResult]:
        """Return verdicts without waiting for advice, which a server's worker or the runs here write."""
        return self._loop.run(self._sent(items))

    def close(self) -> None:
        """Wait for the runs, then close the store."""
        self._loop.run(self._closed())
        self._loop.close()

    async def _sent(self, items: Sequence[Item]) -> list[RecordResult]:
        from api.http.schemas import BatchItem

        observations = [BatchItem.model_validate(body_of(self._typed, item)) for item in items]
        submissions = [
            self._intake.reception.submission(self._caller, each, item.key)
            for each, item in zip(observations, items, strict=True)
        ]
        ended = await self._intake.answers(submissions)
        await self._intake.answers([other for each in submissions for other in each.others])
        return [_outcome(each) for each in ended]

    async def _closed(self) -> None:
        await self._intake.drain()
        await self._toolbox.close()


async def _opened(settings: "Settings") -> "tuple[Toolbox, Intake]":
    from api.intake.intake import Intake
    from graph.builder import make_agents
    from tools.toolbox import open_toolbox

    toolbox = await open_toolbox(settings)
    return toolbox, Intake.open(toolbox, make_agents(toolbox))


def _outcome(outcome: "Outcome") -> RecordResult:
    from api.http.problems import problem_document
    from api.intake.intake import plain
    from tools.errors import IncidentResponderError

    if isinstance(outcome, IncidentResponderError):
        return _ended({"status": "error", "problem": problem_document(outcome)})
    return _ended(plain(outcome))


def _ended(result: Stored) -> RecordResult:
    if result["status"] == "error":
        problem = result["problem"]
        return RecordResult("refused", refusal=problem["detail"], refused_with=problem["status"])
    return RecordResult(result["status"], result["incident_id"] or "", result["severity"])
