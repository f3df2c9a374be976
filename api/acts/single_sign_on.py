"""Single sign-on: gives a user whom the identity provider vouches for the account that the claims describe."""

import hashlib

from api.acts.audited import audit
from tools.errors import Forbidden
from tools.nouns.accounts import DEFAULT_TENANT, Account, AccountChanges, AuditAction, Role
from tools.nouns.callers import Caller
from tools.nouns.json_types import Stored
from tools.ports import AccountStore
from tools.settings import Settings

PREFIX = "sso:"
NO_PASSWORD = "-"
"""No password matches it: such an account can sign in only through the identity provider."""


async def account_of_claims(accounts: AccountStore, settings: Settings, claims: Stored) -> Account:
    """Return the account for verified claims: created at the first sign-in, with its role updated from the claims.

    Raises Forbidden, with a message that reveals nothing about the account, for claims without a tenant or role, for a
    disabled account and for an account of another tenant.
    """
    tenant, role = _tenant(settings, claims), _role(settings, claims)
    who = hashlib.sha256(f"{claims['iss']}\x1f{claims['sub']}".encode()).hexdigest()[:20]
    username = PREFIX + who
    caller = Caller(tenant, username, frozenset())
    known = await accounts.user(username)
    if known is None:
        made = Account(username=username, tenant=tenant, role=role, password_hash=NO_PASSWORD)
        if await accounts.create_user(made):
            await audit(accounts, caller, AuditAction.USER_ADDED, username, role=role.word, by="sign-in provider")
        known = await accounts.user(username)
    if known is None or known.disabled or known.tenant != tenant:
        raise Forbidden("you may not sign in here: ask an administrator")
    if known.role is not role:
        await accounts.update_user(username, AccountChanges(role=role))
        await audit(accounts, caller, AuditAction.USER_ROLE_CHANGED, username, role=role.word, before=known.role.word)
    await audit(accounts, caller, AuditAction.LOGIN_ACCEPTED, username, by="sign-in provider")
    return await accounts.user(username) or known


def _tenant(settings: Settings, claims: Stored) -> str:
    """The tenant from a verified claim, never from the domain of an email address."""
    if not settings.oidc_tenant_claim:
        return DEFAULT_TENANT
    found = claims.get(settings.oidc_tenant_claim)
    if not isinstance(found, str) or not found.strip():
        raise Forbidden("you may not sign in here: your sign-in provider names no tenant for you")
    return found


def _role(settings: Settings, claims: Stored) -> Role:
    """The highest role that the claim names."""
    found = claims.get(settings.oidc_role_claim)
    words = found if isinstance(found, list) else [found]
    roles = [role for role in Role if role.word in words]
    if not roles:
        raise Forbidden("you may not sign in here: your sign-in provider names no role for you")
    return max(roles)
