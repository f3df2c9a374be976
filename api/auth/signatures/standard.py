"""Standard Webhooks: `webhook-signature` over id, timestamp and body, five minutes.

https://www.standardwebhooks.com/
"""

from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook, WebhookVerificationError

from api.auth.signatures.posted import Posted


def is_signed(secret: str, posted: Posted) -> bool:
    """See `Scheme`. The library raises ValueError for a signature without a comma or base64."""
    try:
        Webhook(secret).verify(posted.body, dict(posted.headers), json_parse=False)
    except (WebhookVerificationError, EmptyWebhookSecretError):
        return False
    return True
