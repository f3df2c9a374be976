"""What a newcomer sees when the server is ready: where to log in and what to try next."""

from rich.markup import escape
from rich.panel import Panel

from api.console import console
from tools.kept_secrets import ADMIN_PASSWORD_FILE
from tools.settings import Settings

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


def show_banner(settings: Settings, generated: str | None) -> None:
    """Print the address, the log-in with a password `generated` just now, and commands that work as they stand."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::", "localhost") else settings.host
    url = f"{settings.scheme}://{f'[{host}]' if ':' in host else host}:{settings.port}"
    if settings.scheme == "https" and settings.public_url:
        url = settings.public_url.rstrip("/")  # the name that the certificate is for
    console.print(Panel("\n".join(_facts(url, settings, generated)), title="Incident responder is ready", expand=False))
    file = settings.data_dir / ADMIN_PASSWORD_FILE
    password = f'"$(cat {file})"' if file.exists() else '"$ADMIN_PASSWORD"'
    tries = _TRY.format(url=url, user=settings.admin_username, password=password)
    console.print("Try next, in another terminal:\n")
    console.print(tries, markup=False, highlight=False, soft_wrap=True)
    console.print("\nCtrl-C stops.", style="dim")


def _facts(url: str, settings: Settings, generated: str | None) -> list[str]:
    docs = [f"docs   {url}/docs (Authorize works)"] if settings.docs else []
    facts = [f"[bold]{url}[/]", f"pages  {url}/ui/", *docs, f"user   {escape(settings.admin_username)}"]
    file = settings.data_dir / ADMIN_PASSWORD_FILE
    if generated:
        facts.append(f"password, shown only this time:  [bold]{escape(generated)}[/]")
    if file.exists():
        facts.append(f"first password in {escape(str(file))} (readable by you only)")
    else:
        facts.append("password: as ADMIN_PASSWORD was when the first administrator was made")
    return facts
