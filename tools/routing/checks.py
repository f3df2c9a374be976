"""Checks a destination's fields against each other; each single value is already checked."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from tools.notify.specs import (
    AnySpec,
    AppriseSpec,
    EmailSpec,
    GoogleChatSpec,
    JiraSpec,
    PagerDutySpec,
    Secret,
    SlackSpec,
    TeamsSpec,
    WebhookSpec,
)
from tools.nouns.severity import Severity
from tools.routing.faults import nearest

Problem = tuple[str, str]
"""A key and its problem; never contains a secret."""

_WEB = "an http:// or https:// address is needed"


def check(spec: AnySpec) -> Iterator[Problem]:
    """Yield all problems of a spec."""
    match spec:
        case SlackSpec():
            yield from _slack(spec)
        case PagerDutySpec():
            yield from _web("events_url", spec.events_url)
        case JiraSpec():
            yield from _jira(spec)
        case WebhookSpec():
            yield from _webhook(spec)
        case EmailSpec():
            yield from _email(spec)
        case TeamsSpec() | GoogleChatSpec():
            yield from _secret_web("url_env", spec.url)
        case AppriseSpec():
            if spec.url.value and "://" not in spec.url.value:
                yield "url_env", "an apprise address is needed, such as ntfy://topic"


def _slack(spec: SlackSpec) -> Iterator[Problem]:
    if spec.token is None and spec.url is None:
        yield "token_env", "`token_env` (a bot) or `url_env` (an incoming webhook) is needed"
    elif spec.token is not None and spec.url is not None:
        yield "url_env", "leave one out: `token_env` is a bot, `url_env` an incoming webhook"
    elif spec.token is not None and not spec.channel:
        yield "token_env", "`channel` is missing: a bot needs to know where to post"
    elif spec.url is not None and spec.channel:
        yield "channel", "leave it out: an incoming webhook posts to the channel that it was made for"
    if spec.url is not None:
        yield from _secret_web("url_env", spec.url)
    yield from _web("api_url", spec.api_url)


def _jira(spec: JiraSpec) -> Iterator[Problem]:
    yield from _web("url", spec.url)
    for name in spec.priorities:
        if name not in Severity.__members__:
            yield "priorities", f"there is no severity {name[:40]!r}{nearest(name, Severity.__members__)}"
    for label in spec.labels:
        if any(each.isspace() for each in label):
            yield "labels", f"{label[:60]!r}: Jira's labels cannot contain spaces"


def _webhook(spec: WebhookSpec) -> Iterator[Problem]:
    if bool(spec.url) == (spec.url_secret is not None):
        yield "url", "one of `url` and `url_env` is needed"
    elif spec.url_secret is not None:
        yield from _secret_web("url_env", spec.url_secret)
    else:
        yield from _web("url", spec.url)
        if "@" in urlsplit(spec.url).netloc:
            yield "url", "it contains credentials: put it into an environment variable and name that in `url_env`"
    if len(spec.secrets) > 2:
        yield "secrets_env", "at most two: the present secret, and during a rotation the previous one"


def _email(spec: EmailSpec) -> Iterator[Problem]:
    if (spec.smtp_url is None) == (not spec.host):
        yield "host", "one of `smtp_url_env` and `host` is needed"
    elif spec.smtp_url is not None and spec.smtp_url.value:
        try:
            _ = spec.server
        except ValueError as error:
            yield "smtp_url_env", str(error)
    if (spec.user is None) != (spec.password is None):
        yield "user_env", "`user_env` and `password_env` belong together"
    for key, address in (("from", spec.sender), *(("to", each) for each in spec.to)):
        if "@" not in address or any(each in address for each in "\r\n"):
            yield key, f"{address[:80]!r} is not a mail address"
    if not spec.to:
        yield "to", "name at least one address"
    if not 0 < spec.port < 65_536:
        yield "port", "a port from 1 to 65535 is needed"


def _secret_web(key: str, secret: Secret) -> Iterator[Problem]:
    if secret.value:  # empty if secrets are not looked up
        yield from _web(key, secret.value)


def _web(key: str, address: str) -> Iterator[Problem]:
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and not any(map(str.isspace, address))
        _ = parts.port
    except ValueError:
        good = False
    if not good:
        yield key, _WEB
