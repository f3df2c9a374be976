"""What a person asks for in Slack by a command, button, modal or mention. Permissions are checked elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tools.inbound.fields import Fields
from tools.inbound.slack import plain
from tools.inbound.words import our_incident

FORM = "incident_resolution"
"""The `callback_id` of the modal that asks for the fix."""
FIX_BLOCK, FIX_FIELD = "resolution", "text"
"""Where the modal's state has the typed text."""


class Verb(StrEnum):
    """The requested act."""

    LIST = "list"
    SHOW = "show"
    ACKNOWLEDGE = "ack"
    RESOLVE = "resolve"
    COMMENT = "comment"
    ASK_FIX = "ask-fix"  # the button Resolve, which does not say yet what fixed it
    SPLIT = "split"
    HELPFUL = "helpful"
    NOT_HELPFUL = "not-helpful"
    HELP = "help"


_TYPED = {
    "list": Verb.LIST,
    "show": Verb.SHOW,
    "ack": Verb.ACKNOWLEDGE,
    "acknowledge": Verb.ACKNOWLEDGE,
    "resolve": Verb.RESOLVE,
    "resolved": Verb.RESOLVE,
    "comment": Verb.COMMENT,
    "note": Verb.COMMENT,
    "help": Verb.HELP,
    "?": Verb.HELP,
}
# By the names that our messages give their buttons (`tools/notify/slack_actions.py`).
PRESSED = {
    "incident_acknowledge": Verb.ACKNOWLEDGE,
    "incident_resolve": Verb.ASK_FIX,
    "incident_not_the_same": Verb.SPLIT,
    "advice_helpful": Verb.HELPFUL,
    "advice_not_helpful": Verb.NOT_HELPFUL,
}
_WITH_ID = frozenset((Verb.SHOW, Verb.ACKNOWLEDGE, Verb.RESOLVE, Verb.COMMENT))


@dataclass(frozen=True, slots=True)
class SlackUser:
    """The person who asks, as vouched for by Slack's signature."""

    user_id: str
    team_id: str
    """The workspace that the request comes from."""

    home_id: str = ""
    """The user's own workspace, if the body names it: shared channels have members of other workspaces."""

    @property
    def is_outsider(self) -> bool:
        """True for a member of another workspace."""
        return bool(self.home_id and self.team_id and self.home_id != self.team_id)


@dataclass(frozen=True, slots=True)
class Ask:
    """One request of a person. Texts are their own words and not yet redacted."""

    verb: Verb
    by: SlackUser
    typed_id: str = ""
    """The ticket's id, or the typed part of it."""

    text: str = ""
    trigger_id: str = ""
    """Opens a modal, for three seconds."""

    answer_url: str = ""
    """Where a later answer may be posted, for half an hour. A secret."""

    channel: str = ""
    """The channel of the request, if nothing else can carry the answer."""

    from_form: bool = False
    """True if it was typed into our modal, which shows errors itself."""


def asks_in(body: Fields) -> tuple[Ask, ...]:
    """The requests; empty for a report, for conversations, and for events of other kinds."""
    kind = body.text("type")
    if kind in ("block_actions", "interactive_message"):
        return tuple(_pressed(body))
    if kind == "view_submission":
        return _submitted(body)
    if "command" in body:
        user = SlackUser(body.text("user_id"), body.text("team_id"))
        more = {"trigger_id": body.text("trigger_id"), "answer_url": body.text("response_url")}
        return _typed(body.text("text"), user, **more, empty=Verb.HELP)
    event = body.map("event")
    told_to_us = event.text("type") == "app_mention" or event.text("channel_type") == "im"
    if told_to_us and not event.text("bot_id", "subtype"):
        home = event.text("user_team", "source_team", "team")
        by = SlackUser(event.text("user"), body.text("team_id"), home)
        return _typed(event.text("text"), by, channel=event.text("channel"))
    return ()


def user_in(body: Fields) -> SlackUser:
    """The person behind a body of any kind; without an id for a monitor's message."""
    event, user = body.map("event"), body.map("user")
    user_id = body.text("user_id") or user.text("id") or event.text("user")
    home = user.text("team_id") or event.text("user_team", "source_team")
    return SlackUser(user_id, body.text("team_id") or body.text("team/id"), home)


def _typed(
    text: str,
    by: SlackUser,
    *,
    trigger_id: str = "",
    answer_url: str = "",
    channel: str = "",
    empty: Verb | None = None,
) -> tuple[Ask, ...]:
    words = plain(text)
    first, _, rest = words.partition(" ")
    verb, ours = _TYPED.get(first.lower()), our_incident(words)
    if not words:
        verb = empty
    elif verb is None and ours:
        verb, rest = Verb.COMMENT, words
    if verb is None:
        return ()
    typed_id, said = "", rest.strip()
    if verb in _WITH_ID:
        typed_id, said = (ours, " ".join(rest.replace(ours, " ", 1).split())) if ours else _cut(said)
    return (Ask(verb, by, typed_id, said, trigger_id, answer_url, channel),)


def _cut(text: str) -> tuple[str, str]:
    first, _, rest = text.partition(" ")
    return first, rest.strip()


def _pressed(body: Fields) -> Iterator[Ask]:
    user, by = body.map("user"), user_in(body)
    for pressed in body.maps("actions"):
        verb = PRESSED.get(pressed.text("action_id", "name"))
        if verb is not None and user:
            ours = our_incident(pressed.text("value"))
            yield Ask(verb, by, ours, "", body.text("trigger_id"), body.text("response_url"))


def _submitted(body: Fields) -> tuple[Ask, ...]:
    view = body.map("view")
    if view.text("callback_id") != FORM:
        return ()
    ours = our_incident(view.text("private_metadata"))
    said = view.text(f"state/values/{FIX_BLOCK}/{FIX_FIELD}/value")
    return (Ask(Verb.RESOLVE, user_in(body), ours, said, from_form=True),)
