"""Who signs in by name and password, whether for a token or on a page: one check, one limit, one line in the audit."""

from starlette.requests import Request

from api.http.problems import ProblemError
from api.services import Services
from tools.nouns.accounts import Account, AuditAction, AuditEntry

NOBODY = "unknown user"
"""Stands in the audit for a name that is no account's."""
_MAX_NAME = 64


async def account_of(request: Request, services: Services, username: str, password: str) -> Account:
    """The account. Unknown user, wrong password and disabled account are one message and equal work.

    `attempt_from` the address was counted before. Raises ProblemError 401, and 429 after too many attempts.
    """
    address = address_of(request)
    await services.login_limit.attempt_at(username[:_MAX_NAME], address)
    account = await services.toolbox.accounts.user(username)
    fits = await services.passwords.verify(password, account.password_hash if account else None)
    accepted = fits and account is not None and not account.disabled
    await _note(services, account, address, accepted)
    if account is None or not accepted:
        raise ProblemError(401, "wrong user name or password")
    await services.login_limit.succeeded(username[:_MAX_NAME], address)
    return account


def address_of(request: Request) -> str:
    """Whom attempts are counted by before anything of the body is read."""
    return request.client.host if request.client else ""


async def _note(services: Services, account: Account | None, address: str, accepted: bool) -> None:
    """Count and audit a login. An unknown name is not stored: people sometimes type their password there."""
    services.metrics.logins.labels("accepted" if accepted else "refused").inc()
    tenant, name = (account.tenant, account.username) if account else ("", NOBODY)
    action = AuditAction.LOGIN_ACCEPTED if accepted else AuditAction.LOGIN_REFUSED
    await services.toolbox.accounts.audit(AuditEntry(tenant, name, action, name, {"address": address}))
