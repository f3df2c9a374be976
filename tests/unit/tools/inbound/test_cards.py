"""Messages that were laid out for a chat: every text of a card counts, wherever it stands."""

import json
from collections.abc import Mapping

import pytest

from tests.support.matching_cases import joined
from tools.inbound.cards import messages_in
from tools.nouns.redacted import stored
from tools.nouns.reports import Report
from tools.text.identity.fingerprint import profiles_of

Body = Mapping[str, object]


def adaptive(*texts: str, host: str = "quay-3") -> Body:
    columns = [{"type": "Column", "items": [{"type": "TextBlock", "text": text}]} for text in texts]
    facts = {"type": "FactSet", "facts": [{"title": "Host:", "value": host}]}
    card = {"type": "AdaptiveCard", "body": [{"type": "ColumnSet", "columns": columns}, facts]}
    return {"type": "message", "attachments": [{"contentType": "a card", "content": card}]}


def blocks(*texts: str, host: str = "quay-3") -> Body:
    said = [{"type": "section", "text": {"type": "mrkdwn", "text": text}} for text in texts]
    return {"blocks": [*said, {"type": "section", "fields": [{"type": "mrkdwn", "text": f"*Host:*\n{host}"}]}]}


def coloured(*texts: str, host: str = "quay-3") -> Body:
    return {"attachments": [{"color": "#c00", **blocks(*texts, host=host)}]}


def google(*texts: str, host: str = "quay-3") -> Body:
    widgets = [{"textParagraph": {"text": text}} for text in texts]
    sections = [{"widgets": [*widgets, {"decoratedText": {"topLabel": "Host", "text": host}}]}]
    return {"cardsV2": [{"cardId": "1", "card": {"sections": sections}}]}


LAYOUTS = (adaptive, blocks, coloured, google)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_card_is_read_from_top_to_bottom(layout: type[Body]) -> None:
    [message] = messages_in(layout("Alert", "The crane is stuck", "Since noon"))
    assert message == {"title": "Alert", "text": "The crane is stuck\nSince noon", "labels": {"Host": "quay-3"}}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_cards_under_one_title_are_told_apart(layout: type[Body]) -> None:
    one = json.dumps(layout("Alert", "The crane is stuck: 3 lifts wait"))
    assert not joined(one, json.dumps(layout("Alert", "The lock gate leaks")))
    assert not joined(one, json.dumps(layout("Alert", "The crane is stuck: 3 lifts wait", host="quay-9")))
    assert joined(one, json.dumps(layout("Alert", "The crane is stuck: 7 lifts wait")))


def test_what_is_said_above_a_card_comes_first() -> None:
    [message] = messages_in({"text": "[FIRING:1] Crane", **coloured("The crane is stuck")})
    assert (message["title"], message["text"]) == ("[FIRING:1] Crane", "The crane is stuck")


def test_an_embed_may_say_it_in_its_facts() -> None:
    def embed(said: str) -> str:
        facts = [{"name": "What", "value": said}, {"name": "Since", "value": "10:02"}]
        return json.dumps({"embeds": [{"title": "Harbour alert", "fields": facts}]})

    assert not joined(embed("The crane is stuck"), embed("The lock gate leaks"))
    assert joined(embed("The crane is stuck"), embed("The crane is stuck"))


def test_several_attachments_are_several_messages() -> None:
    body = {"attachments": [{"title": "Crane 2", "text": "stuck"}, {"title": "Lock 1", "text": "leaks"}]}
    profiles = profiles_of(Report("r", "quays", stored("harbour"), stored(json.dumps(body)), 0.0))
    assert {profile.message.split("\n")[-1] for profile in profiles} == {"stuck", "leaks"}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": "Crane", "text": "stuck"},
        {"attachments": [{"title": "Crane", "text": "stuck"}]},
        {"attachments": [{"type": "eni", "details": [{"name": "subnet", "value": "a"}]}] * 2},
        {"attachments": "none", "blocks": 3, "embeds": [None], "cardsV2": [7]},
        {"blocks": [{"type": "divider"}, None, 4]},
    ],
)
def test_other_bodies_are_no_cards(body: Body) -> None:
    assert messages_in(body) == []


def test_a_card_without_end_is_bounded() -> None:
    nested: Body = {"text": "the crane"}
    for _ in range(200):
        nested = {"items": [nested, {"text": "is stuck"}] * 3}
    [message] = messages_in({"blocks": [{"text": "Alert"}, nested]})
    assert len(json.dumps(message)) < 100
