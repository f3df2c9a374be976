"""Renders a notice and its ticket into one message for all destinations."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from tools.messages.headlines import headline, who
from tools.messages.summaries import Occasion, summary
from tools.nouns.decisions import Decision
from tools.nouns.incidents import Dossier, Incident, Status
from tools.nouns.knowledge import Step
from tools.nouns.messages import CitedStep, Link, Message
from tools.nouns.notices import Notice, NoticeKind
from tools.nouns.redacted import NOTHING, Redacted, derived
from tools.rules.explanations import why

MOST_STEPS, MOST_LINKS = 3, 4
_STATUS: Mapping[NoticeKind, Status] = {
    NoticeKind.OPENED: Status.OPEN,
    NoticeKind.REGRESSED: Status.OPEN,
    NoticeKind.REOPENED: Status.OPEN,
    NoticeKind.UNACKNOWLEDGED: Status.OPEN,
    NoticeKind.ACKNOWLEDGED: Status.ACKNOWLEDGED,
    NoticeKind.RESOLVED: Status.RESOLVED,
    NoticeKind.AMENDED: Status.RESOLVED,
    NoticeKind.RECOVERED: Status.RESOLVED,
    NoticeKind.MERGED: Status.MERGED,
}
"""The status that a notice of this kind reports, even if the ticket has changed since."""


@dataclass(frozen=True, slots=True)
class TicketContext:
    """What a message needs to know besides its notice."""

    ticket: Incident
    decision: Decision | None = None
    """The decision on the report that opened the ticket."""

    before: Incident | None = None
    """For a regression: the ticket that came back."""

    fixed_last_time: Redacted | None = None


def render(notice: Notice, known: TicketContext, base_url: str | None) -> Message:
    """The message for a notice. `base_url` is where people open the dashboard; None omits links to it."""
    ticket = known.ticket
    return Message(
        notice_id=notice.notice_id,
        kind=notice.kind,
        at=notice.at,
        tenant=notice.tenant,
        incident_id=notice.incident_id,
        root_id=notice.root_id,
        regression_of=notice.regression_of,
        status=_STATUS.get(notice.kind, ticket.status),
        severity=notice.severity,
        service=notice.service,
        environment=notice.environment,
        title=notice.title,
        headline=headline(notice),
        summary=summary(Occasion(notice, ticket, known.before)),
        occurrences=max(ticket.occurrences, notice.occurrences),
        first_seen=ticket.first_seen,
        last_seen=ticket.last_seen,
        labels=tuple(ticket.labels.items()),
        why=() if known.decision is None else (derived(why(known.decision)),),
        steps=_steps(ticket.dossier),
        fixed_last_time=known.fixed_last_time,
        actor=who(notice.actor),
        links=_links(notice, ticket.dossier, base_url),
        to=notice.to,
    )


def _steps(dossier: Dossier) -> tuple[CitedStep, ...]:
    titles = {shown.citation: _title(shown.title, shown.heading) for shown in dossier.runbooks}
    immediate = dossier.advice.immediate[:MOST_STEPS] if dossier.advice else ()
    return tuple(_step(each, titles) for each in immediate)


def _step(step: Step, titles: Mapping[Redacted, Redacted]) -> CitedStep:
    cited = [derived(each) for each in step.citations]
    return CitedStep(
        text=derived(step.text),
        citations=tuple(titles.get(each, derived(each.removeprefix("resolution:"))) for each in cited),
        dangers=step.dangers,
        unverified=step.unverified,
        not_in_runbook=step.not_in_runbook,
    )


def _title(title: Redacted, heading: Redacted) -> Redacted:
    return derived(f"{title} › {heading}") if heading else title


def _links(notice: Notice, dossier: Dossier, base_url: str | None) -> tuple[Link, ...]:
    """Links to the ticket, the ticket before it, and the runbooks that have a URL."""
    links = []
    if base_url:
        links.append(Link("Open the incident", f"{base_url}/ui/incidents/{notice.incident_id}"))
        if notice.regression_of:
            links.append(Link("The incident before", f"{base_url}/ui/incidents/{notice.regression_of}"))
    runbooks = {shown.url: shown.title for shown in dossier.runbooks if _opens(shown.url or NOTHING)}
    links += [Link(title, url) for url, title in runbooks.items() if url]
    return tuple(links[:MOST_LINKS])


def _opens(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
