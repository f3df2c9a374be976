"""The first start: a private data folder, secrets made once, and the first administrator."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from api.acts.audited import audit
from api.acts.settings import SERVER
from api.auth.passwords import PasswordHasher
from api.auth.signing_keys import SigningKeys, signing_keys
from api.auth.weak_secrets import check_secrets, revealed
from api.data_dir import make_folder
from api.file_systems import network_file_system
from api.http.rate_limits import parse_rule
from api.permissions import permission_warnings
from tools.audit_keys import audit_warnings, seal_of
from tools.errors import Misconfigured
from tools.kept_secrets import ADMIN_PASSWORD_FILE, kept_secret
from tools.nouns.accounts import DEFAULT_TENANT, Account, AccountChanges, AuditAction, Role
from tools.ports import AccountStore
from tools.setting_names import stray_names
from tools.settings import Backend, Settings


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """What a start has found or created."""

    signing_keys: SigningKeys
    """The keys in the settings, or those that the first start created in DATA_DIR."""

    warnings: tuple[str, ...]
    """Weak secrets, tolerated on loopback only, names that are no settings, files that others can read, a poor disk."""


def prepare(settings: Settings) -> Bootstrap:
    """Check the settings, then make DATA_DIR, and the signing key if it is not configured.

    Raises Misconfigured, naming the variable, for weak secrets, for rate limits and log levels that do not parse, and
    for folders that cannot be used.
    """
    warnings = check_secrets(settings)
    seal_of(settings)
    warnings += audit_warnings(settings)
    warnings += stray_names(settings.destinations_file)
    if settings.log_level.upper() not in logging.getLevelNamesMapping():
        raise Misconfigured("LOG_LEVEL: use DEBUG, INFO, WARNING or ERROR")
    if settings.runbooks_dir and not settings.runbooks_dir.is_dir():
        raise Misconfigured("RUNBOOKS_DIR is not a folder: name an existing one, or leave it empty")
    parse_rule("RATE_LIMIT", settings.rate_limit)
    parse_rule("NEW_INCIDENT_LIMIT", settings.new_incident_limit)
    parse_rule("LOGIN_RATE_LIMIT", settings.login_rate_limit)
    folder = make_folder(settings)
    warnings += permission_warnings(settings)
    network = network_file_system(folder) if settings.store_backend is Backend.EMBEDDED else None
    if network is not None:
        warnings = (
            *warnings,
            f"DATA_DIR lies on a network file system ({network}): the embedded store may lose or damage tickets there; "
            "use a disk of this machine, or S3_BUCKET",
        )
    if settings.oidc_issuer:
        from api.auth.oidc import OidcProvider  # its library is slow to import, and needed only where it is configured

        OidcProvider(settings)
    return Bootstrap(signing_keys(settings), warnings)


async def ensure_admin(accounts: AccountStore, passwords: PasswordHasher, settings: Settings) -> str | None:
    """Create the first administrator, an owner, if there is none yet; of several processes, only one does.

    Administrators of `default` from before there were owners become owners.

    Returns the password if it was generated just now, to be shown once; else None.
    """
    admins = [account for account in await accounts.users() if account.role >= Role.ADMIN]
    if admins:
        await _ensure_owner(accounts, admins)
        return None
    given = revealed(settings.admin_password)
    password = given or kept_secret(settings.data_dir / ADMIN_PASSWORD_FILE, 15)
    account = Account(
        username=settings.admin_username,
        tenant=DEFAULT_TENANT,
        role=Role.OWNER,
        password_hash=await passwords.hash(password),
    )
    created = await accounts.create_user(account)
    if created:
        await audit(accounts, SERVER, AuditAction.USER_ADDED, account.username, role=account.role.word)
    return password if created and given is None else None


async def _ensure_owner(accounts: AccountStore, admins: Sequence[Account]) -> None:
    if any(account.role is Role.OWNER for account in admins):
        return
    for account in admins:
        if account.tenant == DEFAULT_TENANT:
            await accounts.update_user(account.username, AccountChanges(role=Role.OWNER), keep_tokens=True)
            change = {"role": Role.OWNER.word, "before": account.role.word}
            await audit(accounts, SERVER, AuditAction.USER_ROLE_CHANGED, account.username, **change)
