"""GitHub, and senders that sign like it (Jira): `X-Hub-Signature-256: sha256=…`.

https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
"""

from api.auth.signatures.posted import Posted, hmac_sha256, is_same


def is_signed(secret: str, posted: Posted) -> bool:
    """See `Scheme`. The older `X-Hub-Signature` is accepted only with SHA-256, as Jira sends it."""
    wanted = f"sha256={hmac_sha256(secret, posted.body)}"
    return any(is_same(posted.headers.get(name, ""), wanted) for name in ("x-hub-signature-256", "x-hub-signature"))
