"""The configuration of each type of destination, as `DESTINATIONS_FILE` gives it: one frozen class per type.

A field is a key of the file. A field of type `Secret` is the key `<field>_env`, which names an environment variable;
`metadata={"key": …}` gives a key another name. The reader in `tools/routing/` checks all of it before anything is
opened.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar
from urllib.parse import unquote, urlsplit

JiraFields = Mapping[str, str | int | float | bool | list[str] | Mapping[str, str]]
"""Issue fields by their Jira names, as its REST API takes them; texts may contain {service} and other placeholders."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A value from an environment variable. Only the variable's name may be stored, logged or shown."""

    env: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """The fields that every destination has."""

    type: ClassVar[str]
    name: str
    """The operator's name for it, used in routes, logs and the list of deliveries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSpec(Spec):
    """A Slack channel: through a bot's token, or through an incoming webhook, which can only post."""

    type = "slack"
    token: Secret | None = None
    channel: str = ""
    """Where the bot posts: `#name` or an id."""

    url: Secret | None = None
    """The address of the incoming webhook, itself a secret."""

    signing_secret: Secret | None = None
    """The secret with which Slack signs button presses; without it messages have no buttons."""

    api_url: str = "https://slack.com/api/"


@dataclass(frozen=True, slots=True, kw_only=True)
class PagerDutySpec(Spec):
    """A PagerDuty service, identified by the routing key of its Events API v2 integration."""

    type = "pagerduty"
    routing_key: Secret
    older_routing_keys: tuple[Secret, ...] = ()
    """Former keys: an incident triggered with one of them is acknowledged and resolved with it."""

    events_url: str = "https://events.pagerduty.com/v2/enqueue"


@dataclass(frozen=True, slots=True, kw_only=True)
class JiraSpec(Spec):
    """A Jira project. A transition is given by its name or its target status; "" leaves the issue's status alone."""

    type = "jira"
    url: str
    user: Secret
    token: Secret
    project: str
    issue_type: str = "Task"
    labels: tuple[str, ...] = ()
    fields: JiraFields = field(default_factory=lambda: MappingProxyType({}))
    priorities: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Jira's priority for each severity (CRITICAL, HIGH, MEDIUM, LOW); a severity without an entry sets none."""

    acknowledged_transition: str = "In Progress"
    resolved_transition: str = "Done"
    reopened_transition: str = "To Do"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSpec(Spec):
    """A receiver of Standard Webhooks. Its address is in the file, or in a variable if it contains a token."""

    type = "webhook"
    url: str = field(default="", repr=False)
    url_secret: Secret | None = field(default=None, metadata={"key": "url_env"})
    secrets: tuple[Secret, ...] = ()
    """Each body is signed with all of them; use two during a rotation. Without any, nothing is signed."""

    allow_private: bool = False
    """Allow addresses in private networks, which are refused otherwise."""

    @property
    def address(self) -> str:
        """The address to post to."""
        return self.url_secret.value if self.url_secret else self.url


class Tls(StrEnum):
    """How a connection to a mail server is encrypted."""

    START = "starttls"
    FROM_THE_START = "tls"
    NONE = "none"


TLS_PORT, SUBMISSION_PORT = 465, 587


@dataclass(frozen=True, slots=True)
class MailServer:
    """The mail server. Without a user there is no login."""

    host: str
    port: int
    tls: Tls
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailSpec(Spec):
    """The recipients, and the mail server that sends to them."""

    type = "email"
    sender: str = field(metadata={"key": "from"})
    to: tuple[str, ...]
    smtp_url: Secret | None = None
    """`smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`, in place of the fields below."""

    host: str = ""
    port: int = SUBMISSION_PORT
    starttls: bool = True
    """If false, the connection is not encrypted, unless `port` is 465, which is TLS from the start."""

    user: Secret | None = None
    password: Secret | None = None

    @property
    def server(self) -> MailServer:
        """The server, from `smtp_url` or the single fields. Raises ValueError for an invalid `smtp_url`."""
        if self.smtp_url is not None:
            return mail_server(self.smtp_url.value)
        tls = Tls.FROM_THE_START if self.port == TLS_PORT else Tls.START if self.starttls else Tls.NONE
        user, password = (each.value if each else "" for each in (self.user, self.password))
        return MailServer(self.host, self.port, tls, user, password)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsSpec(Spec):
    """A Microsoft Teams channel, through its workflow webhook."""

    type = "teams"
    url: Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleChatSpec(Spec):
    """A Google Chat space, through its webhook."""

    type = "googlechat"
    url: Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class AppriseSpec(Spec):
    """Any service that apprise supports, given by an apprise address; needs the extra `apprise`."""

    type = "apprise"
    url: Secret


AnySpec = SlackSpec | PagerDutySpec | JiraSpec | WebhookSpec | EmailSpec | TeamsSpec | GoogleChatSpec | AppriseSpec
TYPES: Mapping[str, type[AnySpec]] = MappingProxyType(
    {
        each.type: each
        for each in (
            SlackSpec,
            PagerDutySpec,
            JiraSpec,
            WebhookSpec,
            EmailSpec,
            TeamsSpec,
            GoogleChatSpec,
            AppriseSpec,
        )
    }
)
"""By the `type` in the file. A new type needs a class above and a line here."""


def mail_server(address: str) -> MailServer:
    """Parse `smtp://user:password@host:587` (STARTTLS unless `?starttls=false`) or `smtps://…:465`.

    Raises ValueError.
    """
    parts = urlsplit(address)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("an address like smtp://user:password@host:587 or smtps://host:465 is needed")
    plain = Tls.NONE if parts.query == "starttls=false" else Tls.START
    tls, port = (Tls.FROM_THE_START, TLS_PORT) if parts.scheme == "smtps" else (plain, SUBMISSION_PORT)
    return MailServer(
        parts.hostname, parts.port or port, tls, unquote(parts.username or ""), unquote(parts.password or "")
    )
