"""Replays a labelled stream through the real REST API: on a fresh server on loopback, which sees no labels.

Only `log`, `service` and `occurred_at` are sent; a resolve line resolves the ticket that its event belongs to by then.
Times are a fixed date plus the line's `t` seconds.
"""

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.progress import track
from rich.table import Table

from api.server_process import free_port, running
from evals.public import read_lines
from evals.server import login, product_settings, uvicorn_command
from evals.stream_score import StreamScore, score_stream

BEGINNING = datetime(2026, 1, 5, tzinfo=UTC)
OPERATOR = "replay"

Line = Mapping[str, Any]


def replay(stream: Path, out: Path, console: Console, *, configured: bool = False) -> None:
    """Replay, write the predictions to `out` and print the measures. Raises httpx.HTTPStatusError on any error.

    `configured` uses the backends that the environment names, instead of the embedded ones.
    """
    lines = read_lines(stream)
    with tempfile.TemporaryDirectory(prefix="replay-") as folder:
        port, home = free_port(), Path(folder)
        command = uvicorn_command("api.app:app", port)
        settings = product_settings(home / "data", configured=configured)
        with running(command, port, env=settings, log=home / "server.log") as server:
            token = login(server.url)
            headers = {"Authorization": f"Bearer {token}"}
            with httpx.Client(base_url=server.url, headers=headers, timeout=60) as client:
                answers = list(_feed(client, track(lines, stream.stem, console=console, transient=True)))
                merged = dict(_roots(client, {answer["incident_id"] for answer in answers}))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text("".join(json.dumps(answer) + "\n" for answer in answers), encoding="utf-8")
    joined = [answer | {"incident_id": merged[answer["incident_id"]]} for answer in answers]
    console.print(_table({"as answered": score_stream(lines, answers), "after merges": score_stream(lines, joined)}))
    console.print(f"{len(lines)} lines replayed without an error; predictions in {out}")


def _feed(client: httpx.Client, lines: Iterable[Line]) -> Iterator[dict[str, str]]:
    tickets: dict[str, str] = {}
    for line in lines:
        moment = (BEGINNING + timedelta(seconds=line["t"])).isoformat()
        if line["type"] == "resolve":
            _resolve(client, tickets[line["ref"]], moment)
            continue
        report = {"log": line["log"], "service": line["service"], "occurred_at": moment}
        answer = _ok(client.post("/incident", json=report))
        tickets[line["id"]] = answer["incident_id"]
        yield {key: line["id"] if key == "id" else answer[key] for key in ("id", "status", "incident_id", "root_id")}


def _resolve(client: httpx.Client, incident_id: str, moment: str) -> None:
    _, root = next(_roots(client, {incident_id}))
    body = {"incident_id": root, "resolution": "Fixed.", "resolved_by": OPERATOR, "resolved_at": moment}
    _ok(client.post("/resolve", json=body))


def _roots(client: httpx.Client, incident_ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield for each ticket where its occurrences count by now: itself, or the ticket it was merged into."""
    for incident_id in incident_ids:
        root = incident_id
        while merged_into := _ok(client.get(f"/incidents/{root}"))["merged_into"]:
            root = merged_into
        yield incident_id, root


def _ok(answer: httpx.Response) -> dict[str, Any]:
    answer.raise_for_status()
    body: dict[str, Any] = answer.json()
    return body


def _table(scores: Mapping[str, StreamScore]) -> Table:
    table = Table("measure", *scores, title="Stream replay")
    for name, row in _rows(*scores.values()):
        table.add_row(name, *row)
    return table


def _rows(*scores: StreamScore) -> Iterator[tuple[str, list[str]]]:
    yield "events (without a prediction)", [f"{score.events} ({score.missing})" for score in scores]
    yield "status accuracy", [f"{score.status_accuracy:.4f}" for score in scores]
    for verdict in ("new", "existing", "regression"):
        yield (
            f"{verdict}: precision / recall",
            [f"{score.precision[verdict]:.3f} / {score.recall[verdict]:.3f}" for score in scores],
        )
    yield "tickets / true tickets", [f"{score.tickets} / {score.true_tickets}" for score in scores]
    yield "wrongly split tickets", [str(score.split) for score in scores]
    yield "wrongly merged events", [str(score.merged) for score in scores]
    yield "hidden problems", [str(score.hidden) for score in scores]
    yield "B-cubed P / R / F1", [" / ".join(f"{part:.4f}" for part in score.bcubed) for score in scores]
    yield "B-cubed F1, lineages", [f"{score.bcubed_lineage:.4f}" for score in scores]
