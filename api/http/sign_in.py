"""Signs users in by name and password, for a token or on a page, with the same check, limit and audit line."""

import ipaddress
import logging

from starlette.requests import Request

from api.http.addresses import is_loopback
from api.http.problems import ProblemError
from api.services import Services
from tools.nouns.accounts import Account, AccountChanges, AuditAction, AuditEntry
from tools.nouns.redacted import Redacted
from tools.nouns.tenants import TenantState
from tools.text.hostile_characters import clean
from tools.text.redaction.redact import redact

NOBODY = "unknown user"
"""Replaces the name in the audit log if it belongs to no account."""
_MAX_NAME, _MOST_AGENT = 64, 120
logger = logging.getLogger(__name__)


async def account_of(
    request: Request, services: Services, username: str, password: str, *, crowded: bool = False
) -> Account:
    """Return the account. An unknown user, a wrong password and a disabled account get one message and cost equal work.

    The caller has counted the attempt with `attempt_from`, which returned `crowded`. An outdated hash is renewed.
    Raises ProblemError 401, and 429 after too many attempts.
    """
    address = address_of(request)
    await services.login_limit.attempt_at(username[:_MAX_NAME], address, crowded=crowded)
    account = await services.toolbox.accounts.user(username)
    fits = await services.passwords.verify(password, account.password_hash if account else None)
    accepted = fits and account is not None and not account.disabled and await _may_enter(services, account)
    await _note(services, account, address, accepted)
    if account is None or not accepted:
        raise ProblemError(401, "wrong user name or password")
    await services.login_limit.succeeded(username[:_MAX_NAME], address)
    if services.oidc is not None:
        logger.warning("%s signed in with a local password although OIDC_ISSUER is set", account.username)
    if services.passwords.outdated(account.password_hash):
        fresh = AccountChanges(password_hash=await services.passwords.hash(password))
        await services.toolbox.accounts.update_user(account.username, fresh, keep_tokens=True)
    return account


async def _may_enter(services: Services, account: Account) -> bool:
    return (await services.tenants.tenant(account.tenant)).state is not TenantState.DELETED


def address_of(request: Request) -> str:
    """Return what log-in attempts are counted by: an IPv4 address, or the whole /64 that one IPv6 client controls.

    Behind a local proxy that TRUSTED_PROXIES does not name, all clients share its address, and anybody could lock the
    others out. The client address that the proxy states tells them apart here; nothing else trusts it.
    """
    peer = request.client.host if request.client else ""
    forwarded = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    if forwarded and is_loopback(peer):
        return f"{peer} for {_network(forwarded)}"
    return _network(peer)


def _network(text: str) -> str:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text[:64]
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))


def agent_of(request: Request) -> Redacted:
    """Return what the client calls itself, for the list of sessions."""
    return redact(clean(request.headers.get("user-agent", ""))[:_MOST_AGENT])


async def _note(services: Services, account: Account | None, address: str, accepted: bool) -> None:
    """Count and audit a log-in. An unknown name is not stored: people sometimes type their password there."""
    services.metrics.logins.labels("accepted" if accepted else "refused").inc()
    tenant, name = (account.tenant, account.username) if account else ("", NOBODY)
    action = AuditAction.LOGIN_ACCEPTED if accepted else AuditAction.LOGIN_REFUSED
    await services.toolbox.accounts.audit(AuditEntry(tenant, name, action, name, {"address": address}))
