"""Grafana's webhook: `X-Grafana-Alerting-Signature` over the body, or over `timestamp:body` if a header has that.

https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
"""

import re
from collections.abc import Iterator

from api.auth.signatures.posted import TOLERANCE_SECONDS, Posted, hmac_sha256, is_same

_SIGNATURE = "x-grafana-alerting-signature"
_MOMENT = re.compile(r"[0-9]{9,11}")
_MOST_MOMENTS = 8


def is_signed(secret: str, posted: Posted) -> bool:
    """See `Scheme`."""
    given = posted.headers.get(_SIGNATURE, "")
    if is_same(given, hmac_sha256(secret, posted.body)):
        return True
    signed = (b"%s:%s" % (moment.encode(), posted.body) for moment in _moments(posted))
    return any(is_same(given, hmac_sha256(secret, each)) for each in signed)


def _moments(posted: Posted) -> Iterator[str]:
    """Return recent timestamps in the headers, since Grafana's operator chooses the header's name."""
    found = [value for value in posted.headers.values() if _MOMENT.fullmatch(value)][:_MOST_MOMENTS]
    return (value for value in found if abs(posted.now - int(value)) <= TOLERANCE_SECONDS)
