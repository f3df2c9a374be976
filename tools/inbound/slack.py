"""Slack: the Events API, slash commands and buttons. Its tokens and response URLs are secrets.

https://docs.slack.dev/apis/events-api/ and https://docs.slack.dev/interactivity/implementing-slash-commands/
"""

from tools import deferred_re as re
from tools.inbound.fields import Fields
from tools.inbound.labels import environment_of, host_of, label_map, service_of, severity_in, with_host
from tools.inbound.reader import Given
from tools.inbound.signal import Acted, Action, Fired, Ignored, Reason, Recovered, Signal, Signals
from tools.inbound.titles import text_of
from tools.inbound.words import our_incident, tells_recovery

_COMMANDS = {
    "ack": Action.ACKNOWLEDGED,
    "acknowledge": Action.ACKNOWLEDGED,
    "resolve": Action.RESOLVED,
    "resolved": Action.RESOLVED,
    "comment": Action.COMMENTED,
    "note": Action.COMMENTED,
}
_QUESTIONS = frozenset(("help", "?", "list", "show"))
_MENTION = re.compile(r"<@[A-Z0-9]{2,30}(?:\|[^>]{0,100})?>")
# `<https://example.com|the page>`, `<#C1|ops>`, `<!here>`.
_LINK = re.compile(r"<(?:[!#@])?(?P<target>[^|>]{1,2000})(?:\|(?P<label>[^>]{1,500}))?>")
# `:red_circle: *CRITICAL* | checkout`: emoji at the beginning, bold and code anywhere.
_MARKUP = re.compile(r"^\s*(?::[a-z0-9_+-]{2,40}:\s*)+|(?<!\w)[*`](?=\S)|(?<=\S)[*`](?!\w)")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_COLOURS = {"danger": "HIGH", "warning": "MEDIUM"}


def recognise(body: Fields) -> bool:
    """True for an event callback, a challenge, a command or pressed buttons, each with its workspace."""
    kind = body.text("type")
    if kind == "event_callback" or (kind == "url_verification" and "challenge" in body):
        return True
    if kind == "view_submission" and "view" in body:
        return True
    return ("command" in body and "team_id" in body) or (kind == "block_actions" and "actions" in body)


def read(body: Fields, _given: Given) -> Signals:
    """A message to us fires, or acts if it names a ticket; conversations between people are ignored."""
    kind = body.text("type")
    if kind == "url_verification":
        return (Ignored(Reason.SUBSCRIPTION, "Slack verifies the address"),)
    if kind == "event_callback" or "event" in body:
        return (_event(body, body.map("event")),)
    if kind in ("block_actions", "interactive_message"):
        return _buttons(body)
    if kind == "view_submission":
        return (Ignored(Reason.NOT_AN_ALERT, "a modal was sent"),)
    if "command" in body:
        return (_told(body.text("text"), body.text("user_name", "user_id"), body.text("trigger_id"), None),)
    return ()


def _event(body: Fields, event: Fields) -> Signal:
    kind, by = event.text("type"), event.text("user", "username")
    event_id, at = body.text("event_id"), event.time("event_ts", "ts")
    words = plain(event.text("text"))
    if kind not in ("app_mention", "message"):
        return Ignored(Reason.NOT_AN_ALERT, f"{kind or 'an event without a type'}")
    is_bot = bool(event.text("bot_id")) or event.text("subtype") == "bot_message"
    ours = our_incident(words + _attached(event))
    own_app = body.text("api_app_id")
    if is_bot and (ours or (own_app and own_app in (event.text("app_id"), event.text("bot_profile/app_id")))):
        return Ignored(Reason.OURS, "our own message")
    if is_bot:
        return _of_monitor(event, words, at, event_id)
    if event.text("subtype") not in ("", "file_share", "thread_broadcast"):
        return Ignored(Reason.NOT_AN_ALERT, event.text("subtype"))
    if kind == "message" and event.text("channel_type") != "im" and not ours:
        return Ignored(Reason.NOT_AN_ALERT, "talk between people") if words else Ignored(Reason.EMPTY, "no words")
    return _told(words, by, event_id, at)


def _told(words: str, by: str, event_id: str, at: float | None) -> Signal:
    """A message of a person to us: `resolve inc_… restarted the worker`, or the report itself."""
    words = plain(words)
    verb, _, rest = words.partition(" ")
    if not words or verb.lower() in _QUESTIONS:
        return Ignored(Reason.EMPTY, f"{verb.lower()} was asked for" if words else "no words")
    ours = our_incident(words)
    action = _COMMANDS.get(verb.lower())
    if ours:
        note = rest.replace(ours, "", 1).strip() if action else words.replace(ours, "", 1).strip()
        return Acted(action or Action.COMMENTED, "", by, True, note, at, incident_id=ours, event_id=event_id)
    if action and not rest:
        return Ignored(Reason.EMPTY, f"{verb} of which ticket? Its id is missing")
    if verb.lower() in ("report", "incident") and rest:
        words = rest
    return Fired(words, words.partition("\n")[0], starts_at=at, event_id=event_id)


def _of_monitor(event: Fields, words: str, at: float | None, event_id: str) -> Signal:
    """A message of another application: its text and attachments."""
    said = _attached(event)
    text = text_of(words, said)
    if not text:
        return Ignored(Reason.EMPTY, "a message without text")
    labels = _named_fields(event)
    told = (service_of(labels), environment_of(labels), host_of(labels), labels)
    headline = _MARKUP.sub("", (words or said).partition("\n")[0]).strip()
    if tells_recovery(text) or tells_recovery(said) or _first_colour(event) == "good":
        return Recovered("", at, None, text, headline, *told, event_id=event_id)
    severity = severity_in(labels, _COLOURS.get(_first_colour(event), ""))
    service, environment, host, _ = told
    return Fired(
        text, headline, service, environment, severity, host, with_host(labels, host), starts_at=at, event_id=event_id
    )


def _named_fields(event: Fields) -> dict[str, str]:
    """The short fields of attachments and blocks, by their titles: `service`, `Environment`."""
    parts = (event, *event.maps("attachments")[:20])
    pairs = [(pair.text("title"), pair.text("value")) for part in parts for pair in part.maps("fields")[:20]]
    blocks = [block for part in parts for block in part.maps("blocks")[:50]]
    # In blocks: "*Service:*\norders".
    told = [pair.text("text").partition("\n") for block in blocks for pair in block.maps("fields")[:20]]
    pairs += [(name, value) for name, _, value in told if name.startswith("*") and name.endswith("*")]
    named = {name.strip(" :*").lower(): plain(value).strip(" *`") for name, value in pairs}
    return label_map({name: value for name, value in named.items() if name and "\n" not in value})


def _first_colour(event: Fields) -> str:
    return next((part.text("color") for part in event.maps("attachments")), "")


def _attached(event: Fields) -> str:
    """The text of attachments and blocks, one line each."""
    lines: list[str] = []
    for part in event.maps("attachments")[:20]:
        lines += [part.text("pretext"), part.text("title"), part.text("text") or part.text("fallback")]
        lines += [f"{field.text('title')}: {field.text('value')}" for field in part.maps("fields")[:20]]
        lines += _block_words(part)
    lines += _block_words(event) if not event.text("text") else []
    return "\n".join(plain(line) for line in lines if line)


def _block_words(part: Fields) -> list[str]:
    lines: list[str] = []
    for block in part.maps("blocks")[:50]:
        lines.append(block.text("text/text"))
        lines += [field.text("text") for field in block.maps("fields")[:20]]
    return [line for line in lines if line]


def _buttons(body: Fields) -> Signals:
    """A pressed button names the act and has the ticket's id."""
    by = body.text("user/username", "user/name", "user/id")
    signals: list[Signal] = []
    for pressed in body.maps("actions"):
        ours = our_incident(pressed.text("value", "selected_option/value", "block_id"))
        verb = pressed.text("action_id", "name").lower().partition("_")[0].partition(":")[0]
        if ours and verb in _COMMANDS:
            at = pressed.time("action_ts")
            signals.append(
                Acted(_COMMANDS[verb], "", by, True, "", at, incident_id=ours, event_id=body.text("trigger_id"))
            )
        else:
            signals.append(Ignored(Reason.NOT_AN_ALERT, f"button {pressed.text('action_id', 'name')}"))
    return tuple(signals)


def plain(text: str) -> str:
    """Slack's markup as plain text: mentions removed, links as their address, entities as characters."""
    found = _LINK.sub(lambda match: match["label"] or match["target"], _MENTION.sub("", text))
    for entity, character in _ENTITIES:
        found = found.replace(entity, character)
    return found.strip()
