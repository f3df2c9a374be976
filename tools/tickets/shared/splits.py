"""A split: the reports that leave a ticket, what distinguishes them from the rest, and their new ticket."""

from collections.abc import Callable, Sequence

from tools.errors import Conflict, NotFound
from tools.ids import new_incident_id
from tools.nouns.json_types import Stored
from tools.nouns.redacted import Redacted
from tools.nouns.reports import Profile
from tools.nouns.selectors import Reports, WholeFingerprint
from tools.rules.effects import Effects, split_off
from tools.rules.new_tickets import NewTicket, Subject, part_ticket, worst
from tools.rules.pins import Pin, separating
from tools.rules.titles import title_of
from tools.tickets.shared.stored_reports import AnyReport, StoredReport, first_moment, source_of


def chosen_and_rest(shown: Sequence[AnyReport], wanted: Reports) -> tuple[list[AnyReport], list[AnyReport]]:
    """Return both sides of a split. Raises NotFound for an unknown report, Conflict if nothing would stay behind."""
    if isinstance(wanted, WholeFingerprint):
        chosen = [each for each in shown if each.fingerprint == wanted.fingerprint]
        rest = [each for each in shown if each.fingerprint != wanted.fingerprint]
        if not chosen:
            raise NotFound("no occurrence of this incident has that fingerprint")
    else:
        chosen = [each for each in shown if each.request_id in wanted.request_ids]
        rest = [each for each in shown if each.request_id not in wanted.request_ids]
        if not chosen or {each.request_id for each in chosen} != wanted.request_ids:
            raise NotFound("not every chosen occurrence is on this incident")
    if not rest:
        raise Conflict("every occurrence was chosen, so nothing would be left: choose fewer")
    return chosen, rest


def pins_between(
    chosen: Sequence[AnyReport], rest: Sequence[AnyReport], body_of: Callable[[AnyReport], Stored | None]
) -> dict[str, Pin | None]:
    """Return, per fingerprint, what distinguishes the sides; None if the fingerprint moves as a whole.

    Raises Conflict if nothing does, or if the texts needed to tell were pruned.
    """

    def params(side: Sequence[AnyReport], fingerprint: str) -> list[tuple[str, ...]]:
        return [_params(body_of(each)) for each in side if each.fingerprint == fingerprint]

    pins: dict[str, Pin | None] = dict.fromkeys(each.fingerprint for each in chosen)
    for fingerprint in {each.fingerprint for each in rest} & set(pins):
        pins[fingerprint] = separating(params(chosen, fingerprint), params(rest, fingerprint))
        if pins[fingerprint] is None:
            raise Conflict("no parameter distinguishes the chosen occurrences from the others", fingerprint=fingerprint)
    return pins


def open_part(
    source: Subject,
    release: Redacted | None,
    chosen: Sequence[StoredReport],
    profile: Profile,
    reason: Redacted,
    actor: str,
    now: float,
) -> tuple[NewTicket, Effects]:
    """Return the ticket of the chosen reports of `source`; `profile` is that of the first one's fingerprint."""
    ticket = part_ticket(
        source,
        new_incident_id(now),
        worst(each.severity for each in chosen),
        title=title_of(profile, source.title),
        release=release,
        opened_at=first_moment(chosen),
    )
    return ticket, split_off(ticket.subject, source.incident_id, reason, actor, source_of(chosen), now)


def _params(body: Stored | None) -> tuple[str, ...]:
    if body is None:
        raise Conflict("the text of some occurrences was pruned, so nothing can be compared")
    return tuple(body.get("params", ()))
