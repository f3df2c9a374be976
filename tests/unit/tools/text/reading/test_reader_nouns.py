"""Bodies of senders that nobody knows: which noun names the thing, and what stands behind a banner."""

import json

import pytest

from tests.support.matching_cases import joined


@pytest.mark.parametrize(
    "name", ["sensorName", "machine_name", "pipeline", "gateway", "store_name", "vpnName", "dag_id"]
)
def test_a_sender_calls_the_thing_by_any_noun(name: str) -> None:
    told = json.dumps(
        {"title": "Something stopped", "severity": "high", name: "{}", "message": "No sign for 10 minutes"}
    )
    assert joined(told.replace("{}", "kettle-hall"), told.replace("{}", "kettle-hall").replace("10 min", "12 min"))
    assert not joined(told.replace("{}", "kettle-hall"), told.replace("{}", "press-yard"))


BANNERS = [
    {"text": "Alert", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "{}"}}]},
    {"blocks": [{"type": "section", "fields": [{"type": "mrkdwn", "text": "*Problem*\n{}"}]}]},
    {"search_name": "errors", "app": "search", "result": {"_raw": "{}", "count": "4"}},
]


@pytest.mark.parametrize("body", BANNERS)
def test_behind_a_banner_the_nested_text_is_read(body: dict[str, object]) -> None:
    told = json.dumps(body)
    assert not joined(told.replace("{}", "The seal of the kettle is open"), told.replace("{}", "The tea was not sent"))
