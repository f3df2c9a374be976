"""Sentry's integration platform: `Sentry-Hook-Signature` in hex.

https://docs.sentry.io/organization/integrations/integration-platform/webhooks/
"""

from api.auth.signatures.posted import Posted, hmac_sha256, is_same


def is_signed(secret: str, posted: Posted) -> bool:
    """See `Scheme`."""
    return is_same(posted.headers.get("sentry-hook-signature", ""), hmac_sha256(secret, posted.body))
