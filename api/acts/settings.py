"""Audits which settings changed since the last start: their names, never their values."""

from api.acts.audited import audit
from tools.audit_keys import seal_of
from tools.nouns.accounts import AuditAction
from tools.nouns.callers import Caller
from tools.ports import AccountStore
from tools.settings import Settings
from tools.tickets.shared.sealing import Seal

SERVER = Caller("", "system", frozenset())


async def note_settings(accounts: AccountStore, settings: Settings) -> None:
    """Audit the names of the settings that changed since the last start of any process."""
    changed = await accounts.seen_settings.changed(_digests(settings, seal_of(settings, make=False)))
    if changed:
        await audit(accounts, SERVER, AuditAction.SETTINGS_CHANGED, "settings", names=" ".join(changed)[:2000])


def _digests(settings: Settings, seal: Seal) -> dict[str, str]:
    """Return a digest per setting.

    Without a seal key, a secret's digest could be guessed; then only whether it is set counts.
    """
    found = {}
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        secret = getattr(value, "get_secret_value", None)
        text = str(value) if secret is None else secret() if seal.keyed else "set"
        found[name.upper()] = seal.digest("setting", name, text)
    return found
