"""GitHub, and all that sign as it does (Jira): `X-Hub-Signature-256: sha256=…`.

https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
"""

from api.auth.signatures.posted import Posted, hmac_sha256, is_same


def is_signed(secret: str, posted: Posted) -> bool:
    """See `Scheme`. The older `X-Hub-Signature` counts only where it holds SHA-256, as Jira's does."""
    wanted = f"sha256={hmac_sha256(secret, posted.body)}"
    return any(is_same(posted.headers.get(name, ""), wanted) for name in ("x-hub-signature-256", "x-hub-signature"))
