"""A server that starts with other settings than the last one audits which they are, never their values."""

from api.acts.audited import audit
from tools.audit_keys import seal_of
from tools.nouns.accounts import AuditAction
from tools.nouns.callers import Caller
from tools.ports import AccountStore
from tools.settings import Settings
from tools.tickets.shared.sealing import Seal

SERVER = Caller("", "system", frozenset())


async def note_settings(accounts: AccountStore, settings: Settings) -> None:
    """Audit the names of the settings that changed since the last start, whatever process that was."""
    changed = await accounts.seen_settings.changed(_digests(settings, seal_of(settings, make=False)))
    if changed:
        await audit(accounts, SERVER, AuditAction.SETTINGS_CHANGED, "settings", names=" ".join(changed)[:2000])


def _digests(settings: Settings, seal: Seal) -> dict[str, str]:
    """By variable. Without a key of the seal a secret's digest could be guessed: only that it is set is noted then."""
    found = {}
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        secret = getattr(value, "get_secret_value", None)
        text = str(value) if secret is None else secret() if seal.keyed else "set"
        found[name.upper()] = seal.digest("setting", name, text)
    return found
