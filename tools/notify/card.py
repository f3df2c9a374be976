"""A message shortened to what destinations can show: bounded plain texts, which each destination escapes and lays out.

Bounds count characters. Their sum stays below every vendor's own bound, so that no vendor refuses a message for its
length: about 7,000 characters, and 2,500 for a brief card.
"""

from dataclasses import dataclass
from typing import Self

from tools.nouns.messages import CitedStep, Link, Message
from tools.nouns.notices import CLOSING, NoticeKind
from tools.text.visible import visible
from tools.times import rfc3339

TITLE, SUMMARY, LIST, FACT, REASON, STEP, FIXED = 250, 1_000, 3_000, 120, 300, 500, 800
MOST_REASONS, MOST_STEPS, MOST_LABELS, MOST_LINKS = 4, 5, 6, 4
URGENT = frozenset((
    NoticeKind.OPENED, NoticeKind.REGRESSED, NoticeKind.REOPENED, NoticeKind.UNACKNOWLEDGED, NoticeKind.ESCALATED,
))  # fmt: skip
"""Kinds of notice that need attention now."""
WITHOUT_THREADS = URGENT | CLOSING | {NoticeKind.ADVICE_READY, NoticeKind.ACKNOWLEDGED, NoticeKind.DIGEST}
"""What a channel is told if each kind is a new message in it: what changes nothing for the reader is left out."""


@dataclass(frozen=True, slots=True)
class Card:
    """The texts to show, in this order. `title` is the ticket's; `headline` and `summary` say what happened."""

    headline: str
    title: str
    summary: str
    facts: tuple[tuple[str, str], ...]
    why: tuple[str, ...]
    steps: tuple[str, ...]
    fixed_last_time: str
    links: tuple[Link, ...]

    @classmethod
    def of(cls, message: Message, *, brief: bool = False) -> Self:
        """The card of a message; a brief one leaves out the reasons, the steps and the labels."""
        test = "TEST: " if message.test else ""
        digest = message.kind is NoticeKind.DIGEST  # its reasons repeat its summary, which lists tickets
        reasons = () if brief or digest else message.why[:MOST_REASONS]
        return cls(
            headline=cut(test + (one_line(message.headline) or message.kind.value), TITLE),
            title=cut(test + one_line(message.title), TITLE),
            summary=cut(visible(message.summary), LIST if digest and not brief else SUMMARY),
            facts=_facts(message, brief),
            why=tuple(cut(one_line(each), REASON) for each in reasons if each.strip()),
            steps=() if brief else tuple(_step(each) for each in message.steps[:MOST_STEPS]),
            fixed_last_time=cut(visible(message.fixed_last_time or ""), FIXED // 2 if brief else FIXED),
            links=tuple(link for link in message.links if len(link.url) <= 2_000)[:MOST_LINKS],
        )

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the card as plain text, for mail and for services without a layout."""
        told = [self.headline, "", *self.summary.splitlines(), ""]
        told += [f"{name}: {value}" for name, value in self.facts]
        for heading, texts in (("Why", self.why), ("First steps", self.steps)):
            told += ["", f"{heading}:", *(f"{number}. {text}" for number, text in enumerate(texts, 1))] if texts else []
        told += ["", f"Fixed last time by: {self.fixed_last_time}"] if self.fixed_last_time else []
        told += ["", *(f"{link.label}: {link.url}" for link in self.links)] if self.links else []
        return tuple(told)


def cut(text: str, limit: int) -> str:
    """The text, cut to at most `limit` characters; an ellipsis marks the cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def one_line(text: str) -> str:
    """The text as one line, without invisible characters or repeated spaces."""
    return " ".join(visible(text).split())


def _facts(message: Message, brief: bool) -> tuple[tuple[str, str], ...]:
    if message.kind is NoticeKind.DIGEST:
        return ()
    facts = [
        ("Severity", message.severity.name),
        ("Status", message.status.value),
        ("Service", message.service),
        ("Environment", message.environment),
        ("Occurrences", f"{message.occurrences:,}"),
        ("First seen", rfc3339(message.first_seen)),
        ("Last seen", rfc3339(message.last_seen)),
        ("By", message.actor or ""),
        ("Back after", message.regression_of or ""),
        ("Ticket", message.incident_id),
    ]
    if not brief:
        facts += [("Label", f"{name}={value}") for name, value in message.labels[:MOST_LABELS]]
    return tuple((name, cut(one_line(value), FACT)) for name, value in facts if value)


def _step(step: CitedStep) -> str:
    marks = [f"DANGEROUS, {'; '.join(step.dangers)}"] if step.dangers else []
    marks += ["unverified"] if step.unverified else []
    marks += ["not in the runbook"] if step.not_in_runbook else []
    mark = f"[{cut(', '.join(marks), 120)}] " if marks else ""
    cited = f" (see {cut(', '.join(map(one_line, step.citations)), 120)})" if step.citations else ""
    return mark + cut(one_line(step.text), STEP - len(mark) - len(cited)) + cited
