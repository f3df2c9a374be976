"""Each sender's signature: the right one counts; wrong, old and malformed ones do not, and none raises."""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from api.auth.signatures.posted import Posted
from api.auth.signatures.schemes import is_signed

SECRET = "whsec_" + base64.b64encode(b"a secret of twenty-four").decode()
BODY = '{"text": "disk sda is full, é"}'.encode()
now = time.time
"""Asked anew by each test: the library of Standard Webhooks looks at the clock itself, and a suite takes a while."""
Signing = Callable[[str, bytes, float], Mapping[str, str]]


def digest(secret: str, signed: bytes) -> str:
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def slack(secret: str, body: bytes, at: float) -> Mapping[str, str]:
    moment = str(int(at))
    signature = "v0=" + digest(secret, b"v0:%s:%s" % (moment.encode(), body))
    return {"x-slack-request-timestamp": moment, "x-slack-signature": signature}


def pagerduty(secret: str, body: bytes, _at: float) -> Mapping[str, str]:
    return {"x-pagerduty-signature": f"v1={'0' * 64},v1={digest(secret, body)}"}


def sentry(secret: str, body: bytes, _at: float) -> Mapping[str, str]:
    return {"sentry-hook-signature": digest(secret, body)}


def grafana(secret: str, body: bytes, _at: float) -> Mapping[str, str]:
    return {"x-grafana-alerting-signature": digest(secret, body)}


def grafana_at(secret: str, body: bytes, at: float) -> Mapping[str, str]:
    moment = str(int(at))
    signature = digest(secret, b"%s:%s" % (moment.encode(), body))
    return {"x-grafana-alerting-signature": signature, "x-our-own-name": moment}


def github(secret: str, body: bytes, _at: float) -> Mapping[str, str]:
    return {"x-hub-signature-256": f"sha256={digest(secret, body)}"}


def jira(secret: str, body: bytes, _at: float) -> Mapping[str, str]:
    return {"x-hub-signature": f"sha256={digest(secret, body)}"}


def standard(secret: str, body: bytes, at: float) -> Mapping[str, str]:
    signature = Webhook(secret).sign("msg_1", datetime.fromtimestamp(int(at), UTC), body.decode())
    return {"webhook-id": "msg_1", "webhook-timestamp": str(int(at)), "webhook-signature": signature}


SIGNINGS: dict[str, tuple[str, Signing]] = {
    "slack": ("slack", slack),
    "pagerduty": ("pagerduty", pagerduty),
    "sentry": ("sentry", sentry),
    "grafana": ("grafana", grafana),
    "grafana with a moment": ("grafana", grafana_at),
    "github": ("github", github),
    "jira": ("jira", jira),
    "standard webhooks": ("generic", standard),
    "as github": ("generic", github),
}
DATED = ("slack", "grafana with a moment", "standard webhooks")
JUNK = (
    "",
    " ",
    "v1=",
    "v0=é",
    "é",
    "sha256=é",
    ",",
    "v1,",
    "v1,!!!",
    "v1",
    "\x00",
    "=" * 9000,
    "1e400",
    "nan",
    "-1",
    "1_0",
)


def holds(name: str, headers: Mapping[str, str], body: bytes = BODY, secret: str = SECRET) -> bool:
    return is_signed(SIGNINGS[name][0], secret, Posted(body, headers, now()))


@pytest.mark.parametrize("name", SIGNINGS)
def test_a_right_signature_counts(name: str) -> None:
    assert holds(name, SIGNINGS[name][1](SECRET, BODY, now()))


@pytest.mark.parametrize("name", SIGNINGS)
def test_another_body_secret_or_sender_does_not(name: str) -> None:
    sender, sign = SIGNINGS[name]
    other = "whsec_" + base64.b64encode(b"another secret").decode()
    assert not holds(name, sign(SECRET, BODY, now()), body=BODY + b" ")
    assert not holds(name, sign(other, BODY, now()))
    assert not holds(name, {})
    strangers = [each for each in SIGNINGS if SIGNINGS[each][0] not in (sender, "generic")]
    assert not [each for each in strangers if holds(each, sign(SECRET, BODY, now())) and each not in ("github", "jira")]


@pytest.mark.parametrize("name", DATED)
@pytest.mark.parametrize("age", [-4000, 4000, 86_400])  # a suite runs for minutes, and one library asks the clock
def test_an_old_or_future_moment_does_not(name: str, age: int) -> None:
    assert not holds(name, SIGNINGS[name][1](SECRET, BODY, now() - age))


@pytest.mark.parametrize("name", SIGNINGS)
def test_what_is_malformed_is_no_error(name: str) -> None:
    right = SIGNINGS[name][1](SECRET, BODY, now())
    for header in right:
        for junk in JUNK:
            assert not holds(name, {**right, header: junk}) or junk.strip() == right[header].strip()
        assert not holds(name, {key: value for key, value in right.items() if key != header})


@pytest.mark.parametrize("secret", ["", "whsec_", "not base64 at all!", "é" * 20])
@pytest.mark.parametrize("name", SIGNINGS)
def test_a_strange_secret_is_no_error(name: str, secret: str) -> None:
    assert not holds(name, SIGNINGS[name][1](SECRET, BODY, now()), secret=secret)


NAMES = sorted({name for _, sign in SIGNINGS.values() for name in sign(SECRET, b"", now())})


@given(st.binary(max_size=60), st.dictionaries(st.sampled_from(NAMES), st.text(max_size=40)))
def test_nothing_at_all_raises(body: bytes, headers: dict[str, str]) -> None:
    assert not [name for name in SIGNINGS if holds(name, headers, body)]
