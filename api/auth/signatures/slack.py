"""Slack: `X-Slack-Signature` over `v0:timestamp:body`, five minutes.

https://docs.slack.dev/authentication/verifying-requests-from-slack/
"""

from slack_sdk.signature import Clock, SignatureVerifier

from api.auth.signatures.posted import Posted


class _At(Clock):
    """The moment of arrival."""

    def __init__(self, now: float) -> None:
        self._now = now

    def now(self) -> float:
        """Epoch seconds."""
        return self._now


def is_signed(secret: str, posted: Posted) -> bool:
    """See `Scheme`. The library raises for a timestamp that is not a number and for a body that is not UTF-8."""
    timestamp, signature = posted.headers.get("x-slack-request-timestamp"), posted.headers.get("x-slack-signature")
    return SignatureVerifier(secret, _At(posted.now)).is_valid(posted.body, timestamp, signature)
