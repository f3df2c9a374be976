"""PagerDuty webhooks, version 3: `X-PagerDuty-Signature` holds one `v1=` per secret that is valid now.

https://developer.pagerduty.com/docs/verifying-webhook-signatures
"""

from api.auth.signatures.posted import Posted, hmac_sha256, is_same


def is_signed(secret: str, posted: Posted) -> bool:
    """See `Scheme`."""
    wanted = f"v1={hmac_sha256(secret, posted.body)}"
    given = posted.headers.get("x-pagerduty-signature", "").split(",")
    return any(is_same(each.strip(), wanted) for each in given)
