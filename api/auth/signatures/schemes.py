"""Maps senders to their signature schemes. A new scheme is a file and a line here."""

from collections.abc import Mapping

from api.auth.signatures import github, grafana, pagerduty, sentry, slack, standard
from api.auth.signatures.posted import Posted, Scheme

_OF_SENDER: Mapping[str, tuple[Scheme, ...]] = {
    "slack": (slack.is_signed,),
    "pagerduty": (pagerduty.is_signed,),
    "sentry": (sentry.is_signed,),
    "grafana": (grafana.is_signed,),
    "github": (github.is_signed,),
    "jira": (github.is_signed,),
}
_OTHERS: tuple[Scheme, ...] = (standard.is_signed, github.is_signed)
"""The schemes for senders that have none of their own."""


def is_signed(sender: str, secret: str, posted: Posted) -> bool:
    """True if the body carries a valid signature with this secret; False for any other, whatever it contains."""
    return any(_holds(scheme, secret, posted) for scheme in _OF_SENDER.get(sender, _OTHERS))


def _holds(scheme: Scheme, secret: str, posted: Posted) -> bool:
    try:
        return scheme(secret, posted)
    except (ValueError, TypeError):  # malformed, including UnicodeDecodeError and binascii.Error
        return False
