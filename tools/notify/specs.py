"""What each type of destination needs to know, as `DESTINATIONS_FILE` says it: one frozen class per type.

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
"""Fields of an issue by Jira's own names, as its REST API takes them; texts may hold {service} and the like."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A value from an environment variable. Only the variable's name may be stored, logged or shown."""

    env: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """What every destination has."""

    type: ClassVar[str]
    name: str
    """As the operator calls it: in routes, in logs, in the list of deliveries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSpec(Spec):
    """A channel: by a bot's token, or by an incoming webhook's address, which can post and nothing else."""

    type = "slack"
    token: Secret | None = None
    channel: str = ""
    """Of a token: `#name` or an id."""

    url: Secret | None = None
    """The incoming webhook's address is a secret itself."""

    signing_secret: Secret | None = None
    """What Slack signs button presses with; without it messages have no buttons."""

    api_url: str = "https://slack.com/api/"


@dataclass(frozen=True, slots=True, kw_only=True)
class PagerDutySpec(Spec):
    """A service, by the routing key of its Events API v2 integration."""

    type = "pagerduty"
    routing_key: Secret
    older_routing_keys: tuple[Secret, ...] = ()
    """Keys that were used before: what was triggered with one is acknowledged and resolved with it."""

    events_url: str = "https://events.pagerduty.com/v2/enqueue"


@dataclass(frozen=True, slots=True, kw_only=True)
class JiraSpec(Spec):
    """A project. Transitions are named by their own name or by the status they lead to; "" leaves the issue alone."""

    type = "jira"
    url: str
    user: Secret
    token: Secret
    project: str
    issue_type: str = "Task"
    labels: tuple[str, ...] = ()
    fields: JiraFields = field(default_factory=lambda: MappingProxyType({}))
    priorities: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Jira's priority for each severity (CRITICAL, HIGH, MEDIUM, LOW); one that is not named sets none."""

    acknowledged_transition: str = "In Progress"
    resolved_transition: str = "Done"
    reopened_transition: str = "To Do"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSpec(Spec):
    """A receiver of Standard Webhooks. Its address stands in the file, or in a variable if it holds a token."""

    type = "webhook"
    url: str = field(default="", repr=False)
    url_secret: Secret | None = field(default=None, metadata={"key": "url_env"})
    secrets: tuple[Secret, ...] = ()
    """Each body is signed with all of them: two while one is exchanged. None: it is not signed."""

    allow_private: bool = False
    """Addresses of one's own network are refused unless this says otherwise."""

    @property
    def address(self) -> str:
        """Where to post."""
        return self.url_secret.value if self.url_secret else self.url


class Tls(StrEnum):
    """How a connection to a mail server is encrypted."""

    START = "starttls"
    FROM_THE_START = "tls"
    NONE = "none"


TLS_PORT, SUBMISSION_PORT = 465, 587


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over. No user: without a login."""

    host: str
    port: int
    tls: Tls
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailSpec(Spec):
    """Addresses, and the mail server that takes mail for them."""

    type = "email"
    sender: str = field(metadata={"key": "from"})
    to: tuple[str, ...]
    smtp_url: Secret | None = None
    """`smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`, in place of the fields below."""

    host: str = ""
    port: int = SUBMISSION_PORT
    starttls: bool = True
    """False: the connection is not encrypted, unless `port` is 465, which is TLS from the start."""

    user: Secret | None = None
    password: Secret | None = None

    @property
    def server(self) -> MailServer:
        """Either way of saying it. Raises ValueError for an `smtp_url` that is none."""
        if self.smtp_url is not None:
            return mail_server(self.smtp_url.value)
        tls = Tls.FROM_THE_START if self.port == TLS_PORT else Tls.START if self.starttls else Tls.NONE
        user, password = (each.value if each else "" for each in (self.user, self.password))
        return MailServer(self.host, self.port, tls, user, password)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsSpec(Spec):
    """A Microsoft Teams channel, by the address of its workflow webhook."""

    type = "teams"
    url: Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleChatSpec(Spec):
    """A Google Chat space, by the address of its webhook."""

    type = "googlechat"
    url: Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class AppriseSpec(Spec):
    """Anything that apprise knows, by its address; needs the extra `apprise`."""

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
"""By the word in the file. A new type is a class above and a line here."""


def mail_server(address: str) -> MailServer:
    """From `smtp://user:password@host:587` (STARTTLS; none with `?starttls=false`) or `smtps://…:465`.

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
