#!/bin/sh
# standardwebhooks 1.1.0 (Python 3.11): `Webhook.sign(id, timestamp, payload)` asks for a datetime and replaces its time
# zone by UTC instead of converting to it. An aware datetime of any other zone is signed as another moment: 10:00+02:00
# as 10:00 UTC. A header with the right second then never verifies, and a header with the signed second is hours old or
# in the future for every receiver, this library's own verify() included. UTC, and naive local time only where the
# machine runs in UTC, sign right, so a test on a build machine passes.
#
# Seen (TZ=Europe/Berlin; does verify() take what sign() signed for this second?):
#   datetime.now(timezone.utc)                 yes
#   the same moment in another zone            no: WebhookVerificationError
#   datetime.now(), naive                      no: WebhookVerificationError
#
# Here: tools/notify/standard_webhook.py signs datetime.fromtimestamp(…, UTC), of the very second in the header;
# tests/contract/test_destination_keys.py: test_each_of_two_secrets_verifies.
#
# Needs python3 with venv and pip. Everything is made in a folder that is removed at the end. Fails when a newer release
# behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check standardwebhooks==1.1.0
cat > "$folder/seen.py" <<'PYTHON'
import sys
import time
from datetime import datetime, timedelta, timezone

from standardwebhooks import Webhook, WebhookVerificationError

time.tzset()
hook = Webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
second = int(time.time())
moments = {
    "UTC": (datetime.fromtimestamp(second, timezone.utc), "yes"),
    "two hours east": (datetime.fromtimestamp(second, timezone(timedelta(hours=2))), "WebhookVerificationError"),
    "naive, local": (datetime.fromtimestamp(second), "WebhookVerificationError"),
}
failed = False
for name, (moment, expected) in moments.items():
    assert moment.timestamp() == second
    headers = {"webhook-id": "m1", "webhook-timestamp": str(second), "webhook-signature": hook.sign("m1", moment, "{}")}
    try:
        hook.verify("{}", headers)
        got = "yes"
    except WebhookVerificationError as error:
        got = type(error).__name__
    failed = failed or got != expected
    print(f"{name}: {got} (expected {expected})")
sys.exit(failed)
PYTHON
TZ=Europe/Berlin "$folder/venv/bin/python" "$folder/seen.py"
