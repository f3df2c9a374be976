"""A mail with its headers, pasted or handed on by a mail server: subject and body, whatever their encoding."""

from email import message_from_string
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message as Mail

from tools import deferred_re as re
from tools.inbound import netdata
from tools.inbound.lines import record_in
from tools.inbound.mails import mail_in, monit_in
from tools.inbound.markup import text_of_html

_HEADER = re.compile(
    r"(?:From|To|Subject|Date|Return-[Pp]ath|Received|Message-I[dD]|Delivered-To|Reply-To|Sender|MIME-Version"
    r"|Envelope-to|Delivery-date|Auto-Submitted|Content-T[\w-]{3,30}|DKIM-Signature|Authentication-Results"
    r"|X-[\w-]{1,40}): "
)
# The line before a mail in a mailbox: `From root@db-1 Mon Nov 30 10:00:00 2026`.
_ENVELOPE = re.compile(r"From \S{1,200} +[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d: ]{13,14}\n")
# What a program puts before the body's first line in its subject: `[HAProxy Alert] `; a state is more than that.
_OWN_MARK = re.compile(r"\[(?!(?i:resolv|recover|ok|clear))[A-Z]\w{1,30} Alert\] ")
# A body is at most as long as a report; nested parts are read up to that length.
_PARTS = 12


def is_mail(text: str) -> bool:
    """True for two mail headers at the top, one of them the subject."""
    head = text[:4_000]
    head = head[found.end() :] if (found := _ENVELOPE.match(head)) else head
    return bool(_HEADER.match(head)) and "\nSubject:" in f"\n{head}" and ("\n\n" in head or head.count(": ") > 1)


def read_mail(text: str) -> str:
    """The subject, then the body as plain text; readable even if it was truncated.

    A subject that only repeats the body's first line after a mark is left out: `[HAProxy Alert] Server a/b is DOWN`.
    """
    try:
        mail = message_from_string(text)
    except (MessageError, ValueError):
        return text
    subject, body = _subject(mail), _body(mail)
    first = body.strip().partition("\n")[0].strip().rstrip(".")
    mark = _OWN_MARK.match(subject)
    if mark and first and subject[mark.end() :].rstrip(".") == first:
        return body
    return "\n".join(part for part in (subject, body) if part.strip())


def record_in_mail(text: str) -> dict[str, str]:
    """The fields of a mail that is one record; {} for any other mail."""
    told = read_mail(text)
    subject, _, body = told.partition("\n")
    record = mail_in(body) or record_in(body)
    return notice_in(told) or ({"Subject": subject, **record} if record else {})


def notice_in(told: str) -> dict[str, str]:
    """The fields of a mail that a known monitor words itself, given its subject and body; {} for any other mail."""
    return monit_in(told.partition("\n")[2]) or netdata.in_mail(told)


def _subject(mail: Mail) -> str:
    raw = str(mail.get("Subject", ""))
    try:
        return str(make_header(decode_header(raw))).replace("\n", " ")
    except (LookupError, UnicodeError, ValueError):
        return raw


def _body(mail: Mail) -> str:
    """The plain part if there is one, else the HTML part as text."""
    html = ""
    for place, part in enumerate(mail.walk()):
        if place >= _PARTS or part.get_content_maintype() == "multipart":
            continue
        kind = part.get_content_type()
        if kind == "text/plain" and (text := _decoded(part)).strip():
            return text_of_html(text) if text.lstrip()[:9].lower() in ("<!doctype", "<html>") else text
        if kind == "text/html" and not html:
            html = _decoded(part)
    return text_of_html(html) if html else ""


def _decoded(part: Mail) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return str(part.get_payload())
    charset = part.get_content_charset() or "utf-8"
    try:
        return payload.decode(charset, "replace")
    except LookupError:
        return payload.decode("utf-8", "replace")
