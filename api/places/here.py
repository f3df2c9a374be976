"""DATA_DIR or the bucket as the place where a command works, whether or not a server is running."""

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, cast

from api.console import caller_of, complete_id, hint, with_store, with_ticket, with_toolbox
from api.http.wire import incident, runbook
from api.places.place import ADVICE_SECONDS, FigureOptions, ListOptions, Part, TypedReport
from tools.nouns.callers import Caller

if TYPE_CHECKING:
    from api.acts.desk import StoreDesk
    from api.http.answers import IncidentAnswer, IncidentList, RunbookAnswer
    from api.http.figure_answers import SummaryAnswer
    from api.http.knowledge_answers import ExplainedAnswer, SectionAnswer
    from api.http.report_answers import ReportAnswer
    from tools.nouns.figures import Summary
    from tools.nouns.incidents import Incident
    from tools.nouns.knowledge import Match, Runbook
    from tools.nouns.selectors import Selector
    from tools.toolbox import Toolbox


class LocalPlace:
    """Works on this machine's store, for one tenant. See `api.places.place.Place`."""

    def __init__(self, tenant: str) -> None:
        self._tenant = tenant

    @property
    def _caller(self) -> Caller:
        return caller_of(self._tenant)

    def report(self, typed: TypedReport, key: str | None) -> "ReportAnswer":
        """Decide it as a server does. A known problem loads neither the graph nor the model."""
        from dataclasses import asdict

        from api.http.report_body import ReportBody

        observation = ReportBody.model_validate(asdict(typed))

        async def work(toolbox: "Toolbox") -> "ReportAnswer":
            from api.http.answer_writer import other_outcomes
            from api.intake.intake import Intake, plain
            from graph.builder import make_agents

            intake = Intake.open(toolbox, make_agents(toolbox))
            submission = intake.reception.submission(self._caller, observation, key)
            found = await intake.answers_to(submission, ADVICE_SECONDS)
            answer = {**plain(found.worst), "also": other_outcomes(found.also), "warnings": list(observation.warnings)}
            if answer["status"] in ("new", "regression") and not answer["runbooks"]:
                await self._look_for_runbooks(toolbox)
            return cast("ReportAnswer", answer)

        return with_toolbox(work)

    def incidents(self, asked: ListOptions) -> "IncidentList":
        """List them from the store alone."""
        from api.queries import incident_query

        query = incident_query(
            status=asked.status,
            service=asked.service,
            severity=asked.severity,
            environment=asked.environment,
            label=asked.label,
            since=asked.since,
            until=asked.until,
            text=asked.text,
            sort=asked.sort,
            limit=asked.limit,
            cursor=asked.cursor,
        )
        page = with_store(lambda store: store.incidents(self._tenant, query), makes=False)
        shown = [incident(ticket, timeline=False) for ticket in page.items]
        return {"status": "success", "count": page.count, "incidents": shown, "next_cursor": page.next_cursor}

    def incident(self, typed: str) -> "IncidentAnswer":
        """Return it with the changes around it on its timeline, as the API shows it."""
        from api.acts.changes import with_changes

        async def work(desk: "StoreDesk", one: str) -> "Incident":
            return await with_changes(desk.store.changes, await desk.store.incident(self._tenant, one))

        return self._ticket(typed, work)

    def explain(self, typed: str) -> "Sequence[ExplainedAnswer]":
        """Return the decisions, oldest first."""
        from api.http.explained import explained

        told = with_ticket(self._tenant, typed, lambda desk, one: desk.store.explain(self._tenant, one))
        return cast("Sequence[ExplainedAnswer]", [explained(entry) for entry in told])

    def acknowledge(self, typed: str) -> "IncidentAnswer":
        """See `api.acts.incidents`; this applies to the acts below too."""
        from api.acts import incidents

        return self._ticket(typed, lambda desk, one: incidents.acknowledge(desk, self._caller, one))

    def give_back(self, typed: str) -> "IncidentAnswer":
        """See `api.acts.incidents`."""
        from api.acts import incidents

        return self._ticket(typed, lambda desk, one: incidents.give_back(desk, self._caller, one))

    def comment(self, typed: str, text: str) -> "IncidentAnswer":
        """See `api.acts.incidents`."""
        from api.acts import incidents

        return self._ticket(typed, lambda desk, one: incidents.comment(desk, self._caller, one, text))

    def feedback(self, typed: str, text: str, *, helpful: bool, step: int | None) -> "IncidentAnswer":
        """See `api.acts.incidents`."""
        from api.acts import incidents

        return self._ticket(
            typed,
            lambda desk, one: incidents.rate_advice(desk, self._caller, one, helpful=helpful, step=step, text=text),
        )

    def set_severity(self, typed: str, level: str, reason: str) -> "IncidentAnswer":
        """See `api.acts.incidents`. Raises InvalidRequest for an unknown severity."""
        from api.acts import incidents
        from tools.errors import InvalidRequest
        from tools.nouns.severity import Severity

        try:
            said = Severity.parse(level)
        except ValueError as error:
            raise InvalidRequest(f"severity: {error}") from error
        return self._ticket(typed, lambda desk, one: incidents.set_severity(desk, self._caller, one, said, reason))

    def resolve(self, typed: str, text: str, by: str) -> "IncidentAnswer":
        """Resolve with the model loaded, so that a later search finds the resolution."""
        from api.acts import incidents

        return self._remembered(typed, lambda box, one: incidents.resolve(box, self._caller, one, text=text, by=by))

    def amend(self, typed: str, text: str, by: str) -> "IncidentAnswer":
        """Amend with the model loaded, as in `resolve`."""
        from api.acts import incidents

        return self._remembered(typed, lambda box, one: incidents.amend(box, self._caller, one, text=text, by=by))

    def reopen(self, typed: str, reason: str) -> "IncidentAnswer":
        """Reopen with the model loaded, as in `resolve`."""
        from api.acts import incidents

        return self._remembered(typed, lambda box, one: incidents.reopen(box, self._caller, one, reason))

    def merge(self, typed: str, into: str, reason: str) -> "IncidentAnswer":
        """Merge them. Both ids may be abbreviated."""
        from api.acts import incidents

        async def work(desk: "StoreDesk", one: str) -> "Incident":
            winner = await complete_id(desk.store, self._tenant, into)
            return await incidents.merge(desk, self._caller, one, winner, reason)

        return self._ticket(typed, work)

    def split(self, typed: str, part: Part, reason: str) -> "IncidentAnswer":
        """See `api.acts.incidents`."""
        from api.acts import incidents

        chosen = _selector(part)
        return self._ticket(typed, lambda desk, one: incidents.split(desk, self._caller, one, chosen, reason))

    def figures(self, asked: FigureOptions) -> "SummaryAnswer":
        """Compute them from the store alone."""
        from api.http.figures import summary

        return summary(self._figures(asked))

    def figures_csv(self, asked: FigureOptions) -> str:
        """Return the same figures as CSV."""
        from api.http.figures_csv import as_csv

        return as_csv(self._figures(asked))

    def runbooks(self) -> "Sequence[RunbookAnswer]":
        """List them by id."""
        return [runbook(each) for each in with_toolbox(self._look_for_runbooks)]

    def matching_sections(self, log: str, service: str, limit: int) -> "Sequence[SectionAnswer]":
        """Return sections, best first."""
        from api.acts.runbooks import search
        from tools.nouns.knowledge_json import shown_to_json

        async def work(toolbox: "Toolbox") -> "Sequence[Match]":
            found = await search(toolbox, self._caller, log, service, {}, limit)
            if not found:
                await self._look_for_runbooks(toolbox)
            return found

        found = with_toolbox(work)
        return cast("Sequence[SectionAnswer]", [shown_to_json(match.shown()) for match in found])

    def remove_runbook(self, runbook_id: str) -> None:
        """Remove it for this tenant."""
        from api.acts.runbooks import delete

        with_toolbox(lambda box: delete(box, self._caller, runbook_id))

    async def _look_for_runbooks(self, toolbox: "Toolbox") -> "Sequence[Runbook]":
        """Return all runbooks; if there are none, hint how to get some."""
        from api.acts.runbooks import documents

        found = await documents(toolbox, self._caller)
        if not found:
            shipped = "`incident-responder set-up` (or a server's start) reads the shipped ones, "
            ways = shipped if toolbox.settings.shipped_runbooks != "never" else ""
            hint(f"no runbooks are stored here yet: {ways}`incident-responder ingest FOLDER` reads your own")
        return found

    def _ticket(self, typed: str, work: Callable[["StoreDesk", str], Awaitable["Incident"]]) -> "IncidentAnswer":
        return incident(with_ticket(self._tenant, typed, work))

    def _remembered(self, typed: str, work: Callable[["Toolbox", str], Awaitable["Incident"]]) -> "IncidentAnswer":
        async def found(toolbox: "Toolbox") -> "Incident":
            return await work(toolbox, await complete_id(toolbox.store, self._tenant, typed))

        return incident(with_toolbox(found, makes=False))

    def _figures(self, asked: FigureOptions) -> "Summary":
        from api.figure_query import figure_query

        query = figure_query(
            time.time(),
            since=asked.since,
            until=asked.until,
            zone=asked.zone,
            bucket=asked.bucket,
            service=asked.service,
            environment=asked.environment,
        )
        return with_store(lambda store: store.figures.summary(self._tenant, query), makes=False)


def _selector(part: Part) -> "Selector":
    from tools.nouns.selectors import ChosenReports, MergedTicket, WholeFingerprint

    if part.merged:
        return MergedTicket(part.merged)
    return WholeFingerprint(part.fingerprint) if part.fingerprint else ChosenReports(frozenset(part.reports))
