"""Keys as the command line takes and shows them."""

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Column, Table

from tools.errors import InvalidRequest
from tools.nouns.keys import OFF, ApiKey, QuietSeconds
from tools.times import rfc3339


def mapping_of(pairs: Iterable[str]) -> dict[str, str]:
    """Of `FIELD=EXPRESSION` each; an expression may hold further signs of equality. Raises InvalidRequest."""
    found: dict[str, str] = {}
    for pair in pairs:
        name, sign, expression = pair.partition("=")
        if not sign or not name.strip() or not expression.strip():
            raise InvalidRequest(f"--map {pair[:80]}: write FIELD=EXPRESSION, for example text=problem.words")
        found[name.strip()] = expression.strip()
    return found


def quiet_of(word: str) -> QuietSeconds | None:
    """Seconds, `off`, or None for nothing. Raises InvalidRequest."""
    if word in ("", OFF):
        return word or None
    try:
        return float(word)
    except ValueError:
        raise InvalidRequest(f"--quiet {word[:80]}: write seconds, or {OFF}") from None


def table_of(keys: Sequence[ApiKey], now: float) -> RenderableType:
    """A line each, with what makes it differ from a plain key."""
    table = Table(Column("key", no_wrap=True), "name", "scopes", "sender", "state", "last use", "settings")
    for key in keys:
        used = rfc3339(key.last_used_at) if key.last_used_at else "never"
        scopes, settings = " ".join(sorted(key.scopes)), "\n".join(_settings(key))
        table.add_row(key.key_id, escape(key.name), scopes, key.sender, key.state(now), used, escape(settings))
    return table


def _settings(key: ApiKey) -> Iterable[str]:
    """What the key forces or asks for; never its signing secret."""
    if key.service:
        yield f"service {key.service}"
    if key.environment:
        yield f"environment {key.environment}"
    if key.demands_signature:
        yield "signed bodies only"
    if key.heartbeat:
        yield "heartbeat"
    if key.recovery_quiet_seconds is not None:
        quiet = key.recovery_quiet_seconds
        yield f"quiet {quiet}" if isinstance(quiet, str) else f"quiet {quiet:g} s"
    for name, expression in key.mapping.items():
        yield f"{name} = {expression}"
