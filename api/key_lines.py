"""API keys on the command line: parsing and display."""

from collections.abc import Iterable, Sequence

from rich.markup import escape
from rich.table import Column, Table

from tools.errors import InvalidRequest
from tools.nouns.keys import OFF, ApiKey, QuietSeconds
from tools.times import rfc3339


def mapping_of(pairs: Iterable[str]) -> dict[str, str]:
    """Parse `FIELD=EXPRESSION` options; an expression may contain `=`. Raises InvalidRequest."""
    found: dict[str, str] = {}
    for pair in pairs:
        name, sign, expression = pair.partition("=")
        if not sign or not name.strip() or not expression.strip():
            raise InvalidRequest(f"--map {pair[:80]}: write FIELD=EXPRESSION, for example text=problem.words")
        found[name.strip()] = expression.strip()
    return found


def quiet_of(word: str) -> QuietSeconds | None:
    """Parse a quiet time: seconds or `off`; None if none is given. Raises InvalidRequest."""
    if word in ("", OFF):
        return word or None
    try:
        return float(word)
    except ValueError:
        raise InvalidRequest(f"--quiet {word[:80]}: write seconds, or {OFF}") from None


def table_of(keys: Sequence[ApiKey], now: float) -> Table:
    """Return one row per key: its name, its scopes, and what it adds to a plain key."""
    table = Table(Column("key", no_wrap=True), "name, scopes, settings", Column("state", no_wrap=True), "last use")
    for key in keys:
        used = rfc3339(key.last_used_at)[:16].replace("T", " ") if key.last_used_at else "never"
        table.add_row(key.key_id, escape("\n".join(_told(key))), key.state(now), used)
    return table


def _told(key: ApiKey) -> Iterable[str]:
    """Return what the key may do, fixes and requires; never its signing secret."""
    yield key.name
    yield " ".join(sorted(key.scopes))
    if key.sender:
        yield f"sender {key.sender}"
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
