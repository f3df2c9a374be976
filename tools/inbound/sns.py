"""Amazon SNS: the HTTP envelope, the records of Lambda and SQS, and raw delivery.

https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
"""

import json
from dataclasses import replace

from tools import deferred_re as re
from tools.inbound.fields import Fields
from tools.inbound.labels import environment_of, label_map, service_of, severity_in
from tools.inbound.reader import Given
from tools.inbound.signal import Fired, Ignored, Reason, Recovered, Signal, Signals
from tools.inbound.titles import named, text_of
from tools.inbound.words import State, state_of, tells_recovery

# Subjects that a console fills in, or that only state a severity.
_SAYS_NOTHING = re.compile(
    r"(?i)\W*(?:aws )?(?:notifications?|alerts?|alarms?|messages?|events?|warning|error|critical|info|urgent)"
    r"(?: (?:notification|message|alert|event))?\W*|\(?no subject\)?"
)
_GREETING = re.compile(r"(?i)(?:dear|hello|hi|hey|greetings|good (?:morning|day|evening)|attention)\b[^.?]{0,40}")
_TELLING_WORDS = 5
_CONFIRMATIONS = ("SubscriptionConfirmation", "UnsubscribeConfirmation")


def recognise(body: Fields) -> bool:
    """True for the envelope, by its topic and type, and for records, by their content."""
    if "TopicArn" in body and ("Message" in body or "Type" in body):
        return True
    records = body.maps("Records")
    return bool(records) and ("Sns" in records[0] or records[0].text("eventSource").startswith("aws:"))


def read(body: Fields, given: Given) -> Signals:
    """The content of a message is read as that of the sender whose shape it has; a plain text is a report."""
    if "Records" in body:
        signals: list[Signal] = []
        for record in body.maps("Records"):
            signals.extend(_record(record, given))
        return tuple(signals)
    if "Message" not in body and "Type" not in body:
        return given.inner(body.raw)  # raw delivery: the message itself
    return _envelope(body, given)


def _record(record: Fields, given: Given) -> Signals:
    if "Sns" in record:
        return _envelope(record.map("Sns"), given)
    if "body" in record:  # SQS, whose body is the topic's envelope or the raw message
        signals = given.inner(_parsed(record.at("body")))
        return tuple(_with_event(signal, record.text("messageId")) for signal in signals)
    return (
        Ignored(Reason.NOT_AN_ALERT, f"a record of {record.text('eventSource', 'EventSource') or 'an unknown source'}"),
    )


def _envelope(envelope: Fields, given: Given) -> Signals:
    if envelope.text("Type") in _CONFIRMATIONS:
        return (Ignored(Reason.SUBSCRIPTION, f"{envelope.text('Type')} for {envelope.text('TopicArn')}"),)
    message = envelope.at("Message")
    parsed = _parsed(message)
    event = Fields(parsed).text("Event")
    if event.startswith(("autoscaling:", "s3:")) and not event.endswith("_ERROR"):
        reason = Reason.TEST if "test" in event.lower() else Reason.NO_FAILURE
        return (Ignored(reason, event),)
    is_json = isinstance(parsed, dict | list) and bool(parsed)
    signals = given.inner(parsed) if is_json else (_plain(envelope),)
    return tuple(_with_event(signal, envelope.text("MessageId")) for signal in signals)


def _parsed(text: object) -> object:
    """The JSON in a text, else the text."""
    if not isinstance(text, str) or text.lstrip()[:1] not in ("{", "["):
        return text
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return found


def _plain(envelope: Fields) -> Signal:
    """Subject and message as a report; the message's attributes are its labels."""
    attributes = envelope.map("MessageAttributes")
    pairs = {
        name: attributes.text(f"{name}/Value", f"{name}/StringValue") for name in attributes.raw if "/" not in name
    }
    labels = label_map(pairs)
    subject, message = envelope.text("Subject"), envelope.text("Message")
    if not message and not subject:
        return Ignored(Reason.EMPTY, "a message without text")
    headline, rest = _headline(subject, message)
    topic = envelope.text("TopicArn").rpartition(":")[2]
    service, environment = service_of(labels, topic), environment_of(labels)
    text = text_of(headline, rest)
    at = envelope.time("Timestamp")
    if state_of(labels.get("State", "")) is State.RESOLVED:  # of AWS Backup
        return Ignored(Reason.NO_FAILURE, headline)
    if tells_recovery(subject) or tells_recovery(message):
        return Recovered("", at, None, text, headline, service, environment, labels=labels)
    severity = severity_in(labels, _severe(subject))
    return Fired(text, headline, service, environment, severity, labels=labels, starts_at=at)


def _severe(subject: str) -> str:
    """True for a subject that is only a severity; "ALERT" only says that something happened."""
    return subject if subject.lower() in ("critical", "error", "warning", "info") else ""


def _headline(subject: str, message: str) -> tuple[str, str]:
    """The headline for a list, and the remaining text: a short subject seldom names the object."""
    lines = [line for line in message.splitlines() if line.strip()]
    while len(lines) > 1 and _GREETING.fullmatch(lines[0].strip()):
        lines = lines[1:]
    first, rest = (lines[0].strip(), "\n".join(lines[1:])) if lines else ("", "")
    if not subject or _SAYS_NOTHING.fullmatch(subject):
        return first or subject, rest
    if len(subject.split()) >= _TELLING_WORDS:
        return subject, "\n".join(lines)
    return named(subject, first), rest


def _with_event(signal: Signal, event_id: str) -> Signal:
    """Add the message's id if its content has no id of its own."""
    if isinstance(signal, Ignored) or signal.event_id or not event_id:
        return signal
    return replace(signal, event_id=event_id)
