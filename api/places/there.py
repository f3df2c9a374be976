"""A server as the place where a command works: each method sends one request, or two."""

import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from api.places.client import ApiClient, segment
from api.places.place import ADVICE_SECONDS, FigureOptions, ListOptions, Part, TypedReport
from tools.nouns.json_types import Json, Stored

if TYPE_CHECKING:
    from api.http.answers import IncidentAnswer, IncidentList, RunbookAnswer
    from api.http.figure_answers import SummaryAnswer
    from api.http.knowledge_answers import ExplainedAnswer, SectionAnswer
    from api.http.report_answers import ReportAnswer

WHOLE_ID = 30
"""The characters of `inc_` and a ULID."""

OF_A_LINE = "status,severity,service,title,last_seen,occurrences,regression_of"
LOOK_AGAIN_SECONDS = 0.5


class ServerPlace:
    """Works on a server, with the rights of the key. See `api.places.place.Place`."""

    def __init__(self, client: ApiClient) -> None:
        self._client = client

    def report(self, typed: TypedReport, key: str | None) -> "ReportAnswer":
        """Send it once, then poll until its advice is there."""
        first = self._client.post("/incident", _given(asdict(typed)), key)
        found, until = first, time.monotonic() + ADVICE_SECONDS
        while "advice" in found and "advice" in found["pending"] and time.monotonic() < until:
            time.sleep(LOOK_AGAIN_SECONDS)
            found = self._client.get(f"/reports/{segment(first['request_id'])}")
        answer = {**found, "also": first["also"], "warnings": first["warnings"]}
        answer.pop("response_time_seconds", None)
        return cast("ReportAnswer", answer)

    def incidents(self, asked: ListOptions) -> "IncidentList":
        """Return one page."""
        query = {
            "status": asked.status,
            "service": asked.service,
            "severity": asked.severity,
            "environment": asked.environment,
            "label": asked.label,
            "since": _moment(asked.since),
            "until": _moment(asked.until),
            "q": asked.text,
            "sort": asked.sort,
            "limit": str(asked.limit),
            "cursor": asked.cursor,
            "fields": OF_A_LINE if asked.brief else None,
        }
        found: IncidentList = self._client.get("/incidents", query)
        return found

    def incident(self, typed: str) -> "IncidentAnswer":
        """Return it; the address accepts the beginning of an id too."""
        found: IncidentAnswer = self._client.get(f"/incidents/{segment(typed)}")
        return found

    def explain(self, typed: str) -> "Sequence[ExplainedAnswer]":
        """Return the decisions, oldest first."""
        decisions: Sequence[ExplainedAnswer] = self._client.get(f"{self._path(typed)}/explain")["decisions"]
        return decisions

    def acknowledge(self, typed: str) -> "IncidentAnswer":
        """See the route."""
        return self._act(typed, "acknowledge", {})

    def give_back(self, typed: str) -> "IncidentAnswer":
        """See the route."""
        return self._act(typed, "give-back", {})

    def comment(self, typed: str, text: str) -> "IncidentAnswer":
        """See the route."""
        return self._act(typed, "comments", {"text": text})

    def feedback(self, typed: str, text: str, *, helpful: bool, step: int | None) -> "IncidentAnswer":
        """See the route."""
        return self._act(typed, "feedback", {"helpful": helpful, "step": step, "text": text})

    def set_severity(self, typed: str, level: str, reason: str) -> "IncidentAnswer":
        """See the route."""
        return self._act(typed, "severity", {"severity": level, "reason": reason})

    def resolve(self, typed: str, text: str, by: str) -> "IncidentAnswer":
        """See the route. The server requires a name, but stores that of the key instead."""
        body = {"incident_id": self._whole(typed), "resolution": text, "resolved_by": by or _whoever()}
        found: IncidentAnswer = self._client.post("/resolve", body)
        return found

    def amend(self, typed: str, text: str, by: str) -> "IncidentAnswer":
        """See the route."""
        body = _given({"resolution": text, "resolved_by": by})
        found = json.loads(self._client.send("PATCH", f"{self._path(typed)}/resolution", body))
        return cast("IncidentAnswer", found)

    def reopen(self, typed: str, reason: str) -> "IncidentAnswer":
        """See the route."""
        return self._act(typed, "reopen", {"reason": reason})

    def merge(self, typed: str, into: str, reason: str) -> "IncidentAnswer":
        """See the route."""
        return self._act(typed, "merge", {"into": self._whole(into), "reason": reason})

    def split(self, typed: str, part: Part, reason: str) -> "IncidentAnswer":
        """See the route."""
        one_of = {"merged_incident_id": part.merged, "fingerprint": part.fingerprint}
        return self._act(typed, "split", {**one_of, "occurrence_ids": list(part.reports), "reason": reason})

    def figures(self, asked: FigureOptions) -> "SummaryAnswer":
        """See the route."""
        found: SummaryAnswer = self._client.get("/analytics/summary", _figures(asked))
        return found

    def figures_csv(self, asked: FigureOptions) -> str:
        """See the route."""
        return self._client.text("/analytics/summary", _figures(asked) | {"format": "csv"})

    def runbooks(self) -> "Sequence[RunbookAnswer]":
        """List them, page after page."""
        found: list[RunbookAnswer] = []
        cursor: str | None = None
        while True:
            page = self._client.get("/runbooks", {"limit": "1000", "cursor": cursor})
            found += page["runbooks"]
            cursor = page["next_cursor"]
            if cursor is None:
                return found

    def matching_sections(self, log: str, service: str, limit: int) -> "Sequence[SectionAnswer]":
        """See the route."""
        body = {"log": log, "service": service, "k": limit}
        found: Sequence[SectionAnswer] = self._client.post("/runbooks/search", body)["matches"]
        return found

    def remove_runbook(self, runbook_id: str) -> None:
        """See the route."""
        self._client.send("DELETE", f"/runbooks/{quote(runbook_id)}")

    def _act(self, typed: str, act: str, body: Stored) -> "IncidentAnswer":
        found: IncidentAnswer = self._client.post(f"{self._path(typed)}/{act}", _given(body))
        return found

    def _path(self, typed: str) -> str:
        return f"/incidents/{segment(self._whole(typed))}"

    def _whole(self, typed: str) -> str:
        """Return the whole id; ask the server if only its beginning was typed."""
        return typed if len(typed) >= WHOLE_ID else str(self.incident(typed)["incident_id"])


def _given(body: Stored) -> Json:
    """Return the body without empty values."""
    return {name: value for name, value in body.items() if value not in (None, "", [], {})}


def _figures(asked: FigureOptions) -> dict[str, str | None]:
    words = {"bucket": asked.bucket, "service": asked.service, "environment": asked.environment}
    return {"from": asked.since, "to": asked.until, "tz": asked.zone, **words}


def _moment(at: float | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at, UTC).isoformat()


def _whoever() -> str:
    import getpass

    return getpass.getuser()
