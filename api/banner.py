"""What the console shows when the server is ready: where to log in, what is switched on, and what to try next."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from rich.markup import escape
from rich.panel import Panel

from api.console import console
from tools.kept_secrets import ADMIN_PASSWORD_FILE
from tools.settings import Backend, Settings

_JSON = "-H 'Content-Type: application/json'"
_BEARER = '-H "Authorization: Bearer $TOKEN"'
_TRY = (
    f"TOKEN=$(curl -s {{url}}/login {_JSON}"
    """ -d '{{"username":"{user}","password":"'{password}'"}}'"""
    """ | python3 -c 'import json,sys; print(json.load(sys.stdin)["access_token"])')\n"""
    f"curl -s {{url}}/incident {_BEARER} {_JSON}"
    """ -d '{{"log":"Lambda timeout after 30s","service":"payment-processor"}}'\n"""
    f'curl -s "{{url}}/incidents?status=OPEN" {_BEARER}'
)
# What listens on every address of a kind is reached on this machine at the loopback of that kind.
_HERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}


@dataclass(frozen=True, slots=True)
class FirstStart:
    """What a start has created or read."""

    password: str | None
    """The password of an administrator who was just created, if it was generated."""

    runbooks: int


def show_banner(settings: Settings, made: FirstStart, port: int) -> None:
    """Print the address with the port that is listened on, the log-in, and commands that work as they stand.

    A generated password is shown in a terminal only: elsewhere it would stay in a log.
    """
    host = _HERE.get(settings.host, settings.host)
    url = f"{settings.scheme}://{f'[{host}]' if ':' in host else host}:{port}"
    if settings.scheme == "https" and settings.public_url:
        url = settings.public_url.rstrip("/")  # the name that the certificate is for
    console.print(Panel("\n".join(_facts(url, settings, made)), title="Incident responder is ready", expand=False))
    console.print("Try next, in another terminal:\n")
    console.print("\n".join(_tries(url, settings)), markup=False, highlight=False, soft_wrap=True)
    console.print("\nCtrl-C stops.", style="dim")


def _tries(url: str, settings: Settings) -> Iterator[str]:
    file = settings.data_dir.resolve() / ADMIN_PASSWORD_FILE
    if not file.exists():
        yield "read -rs ADMIN_PASSWORD   # type the password here"
    password = f'"$(cat {shlex.quote(str(file))})"' if file.exists() else '"$ADMIN_PASSWORD"'
    yield _TRY.format(url=url, user=settings.admin_username, password=password)


def _facts(url: str, settings: Settings, made: FirstStart) -> Iterator[str]:
    yield f"[bold]{url}[/]"
    yield f"pages  {url}/ui/"
    if settings.docs:
        yield f"docs   {url}/docs (Authorize works)"
    yield f"user   {escape(settings.admin_username)}"
    file = settings.data_dir / ADMIN_PASSWORD_FILE
    if made.password and console.is_terminal:
        yield f"password, shown only this time:  [bold]{escape(made.password)}[/]"
    if file.exists():
        yield f"first password in {escape(str(file))} (readable by you only)"
    else:
        yield "password: as ADMIN_PASSWORD was when the first administrator was made"
    yield from _switched_on(settings, made)


def _switched_on(settings: Settings, made: FirstStart) -> Iterator[str]:
    """Return a line for each backend in use, with the setting that chooses another."""
    store = settings.store_backend
    where = f"s3 ({settings.s3_bucket})" if store is Backend.S3 else f"embedded in {settings.data_dir}"
    yield f"store  {escape(where)}; index {settings.index_backend.value}"
    model = f"{settings.openai_model}, by runbooks when it fails"
    by = model if settings.advisor_backend is Backend.OPENAI else "runbooks (OPENAI_API_KEY adds a language model)"
    yield f"advice by {escape(by)}; {made.runbooks} runbooks"
    yield f"notifications: {escape(_told(settings))}"


def _told(settings: Settings) -> str:
    if not settings.notify:
        return "nobody, NOTIFY=off"
    if settings.destinations_file:
        return f"as {settings.destinations_file} says"
    if settings.slack_bot_token or settings.slack_webhook_url:
        return "in Slack"
    if settings.pagerduty_routing_key:
        return "by PagerDuty"
    return "by NOTIFY_WEBHOOK_URL" if settings.notify_webhook_url else "in this log only (SLACK_WEBHOOK_URL, …)"
