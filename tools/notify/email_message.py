"""Builds a mail as text and HTML, with everything escaped, in the thread of its ticket."""

import hashlib
import html
from collections.abc import Iterable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from tools.notify.card import Card, cut, one_line
from tools.notify.specs import EmailSpec
from tools.nouns.deliveries import Delivery, Thread
from tools.nouns.messages import Message
from tools.nouns.notices import NoticeKind

LONGEST_SUBJECT = 180
_STYLE = "font-family:sans-serif;font-size:14px"


def mail(spec: EmailSpec, delivery: Delivery, thread: Thread) -> EmailMessage:
    """The mail of a delivery. Every try produces the same mail."""
    message = delivery.message
    card = Card.of(message)
    written = EmailMessage(policy=SMTP)
    written["From"] = spec.sender
    written["To"] = ", ".join(spec.to)
    written["Date"] = format_datetime(datetime.fromtimestamp(int(max(message.at, 0)), UTC))
    written["Auto-Submitted"] = "auto-generated"
    written["X-Incident-Responder-Ticket"] = one_line(message.incident_id)
    root = first_id(spec, message.incident_id)
    if thread.external_id:
        written["Subject"] = f"Re: {thread.details.get('subject') or subject(message)}"
        written["Message-ID"] = _id(spec, delivery.delivery_id)
        written["In-Reply-To"] = thread.external_id
        written["References"] = thread.external_id
    else:
        written["Subject"] = subject(message)
        written["Message-ID"] = root if message.kind is not NoticeKind.DIGEST else _id(spec, delivery.delivery_id)
    written.set_content("\n".join(card.lines) + "\n")
    written.add_alternative(_html(card), subtype="html")
    return written


def subject(message: Message) -> str:
    """One subject for the whole thread: some mail programs thread by subject too, and would split it otherwise."""
    if message.kind is NoticeKind.DIGEST:
        return cut(Card.of(message).headline, LONGEST_SUBJECT)
    card = Card.of(message, brief=True)
    return cut(f"{cut(one_line(message.service), 60)}: {card.title}", LONGEST_SUBJECT)


def first_id(spec: EmailSpec, incident_id: str) -> str:
    """The Message-ID of a ticket's first mail."""
    return _id(spec, f"ticket {incident_id}")


def _id(spec: EmailSpec, name: str) -> str:
    """A Message-ID in the sender's domain: the name is hashed, so any characters are safe."""
    domain = spec.sender.rpartition("@")[2].rstrip("> ") or "localhost"
    return f"<{hashlib.sha256(f'{spec.name} {name}'.encode()).hexdigest()[:32]}@{domain}>"


def _html(card: Card) -> str:
    rows = [f"<tr><td><b>{html.escape(name)}</b></td><td>{html.escape(value)}</td></tr>" for name, value in card.facts]
    parts = [f"<h3>{html.escape(card.headline)}</h3>"]
    parts += [f"<p>{html.escape(line)}</p>" for line in card.summary.splitlines() if line.strip()]
    parts += [f"<table>{''.join(rows)}</table>"] if rows else []
    parts += _listed("Why", card.why, "ul") + _listed("First steps", card.steps, "ol")
    if card.fixed_last_time:
        parts.append(f"<p><b>Fixed last time by:</b> {html.escape(card.fixed_last_time)}</p>")
    parts += [f'<p><a href="{html.escape(each.url)}">{html.escape(each.label)}</a></p>' for each in card.links]
    return f'<!doctype html><html><body style="{_STYLE}">{"".join(parts)}</body></html>'


def _listed(heading: str, texts: Iterable[str], tag: str) -> list[str]:
    items = [f"<li>{html.escape(text)}</li>" for text in texts]
    return [f"<h4>{heading}</h4><{tag}>{''.join(items)}</{tag}>"] if items else []
