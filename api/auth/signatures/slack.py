"""Slack: `X-Slack-Signature` over `v0:timestamp:body`, five minutes.

https://docs.slack.dev/authentication/verifying-requests-from-slack/
"""

from api.auth.signatures.posted import Posted


def is_signed(secret: str, posted: Posted) -> bool:
    """See `Scheme`. The library raises for a timestamp that is not a number and for a body that is not UTF-8."""
    from slack_sdk.signature import SignatureVerifier

    from api.auth.signatures.slack_clock import At

    timestamp, signature = posted.headers.get("x-slack-request-timestamp"), posted.headers.get("x-slack-signature")
    return SignatureVerifier(secret, At(posted.now)).is_valid(posted.body, timestamp, signature)
