"""Draws how a message looks at each type of destination, from what its adapter would send.

`python -m tools.notify.pictures docs/destinations` writes the picture between two marks on each page.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tools.notify import adf, googlechat, pagerduty, slack_blocks, standard_webhook, teams
from tools.notify.apprise import inert
from tools.notify.card import Card
from tools.notify.email_message import mail
from tools.notify.sample import REGRESSED, RESOLVED
from tools.notify.specs import EmailSpec, Secret
from tools.nouns.deliveries import Delivery, Thread
from tools.nouns.json_types import Json

START, END = "<!-- drawn by the renderer: make destinations -->", "<!-- end -->"


def picture(type_: str) -> str:
    """The message as its recipient sees it, as plain text."""
    return "\n".join(line.rstrip() for line in _DRAWN[type_]()).strip("\n")


def filled(page: str, type_: str) -> str:
    """The page with its picture redrawn. Raises ValueError if a mark is missing."""
    head, start, rest = page.partition(START)
    _, end, tail = rest.partition(END)
    if not start or not end:
        raise ValueError(f"the page of {type_} needs the lines {START} and {END}")
    return f"{head}{START}\n```text\n{picture(type_)}\n```\n{END}{tail}"


def _slack() -> Iterator[str]:
    yield "#incidents"
    yield from _boxed(_blocks(slack_blocks.card_blocks(REGRESSED, buttons=True)))
    yield "  └ in its thread, when it is resolved (the message above then shows RESOLVED, and no buttons to resolve it)"
    yield from _boxed(_blocks(slack_blocks.reply_blocks(RESOLVED)), "    ")


def _blocks(blocks: list[Json]) -> Iterator[str]:
    for block in blocks:
        if block["type"] == "actions":
            yield "  ".join(f"[ {each['text']['text']} ]" for each in block["elements"])
            continue
        for element in block["elements"]:
            yield from _rich(element)


def _rich(element: Json) -> Iterator[str]:
    if element["type"] == "rich_text_list":
        for number, item in enumerate(element["elements"], 1):
            yield ("• " if element["style"] == "bullet" else f"{number}. ") + "".join(_rich(item))
        return
    text = "".join(part["text"] for part in element["elements"])
    yield ("│ " if element["type"] == "rich_text_quote" else "") + text.strip()


def _pagerduty() -> Iterator[str]:
    key = Secret("PAGERDUTY_ROUTING_KEY", "(the key)")
    yield from _json(pagerduty.event_of(key, "trigger", REGRESSED))


def _jira() -> Iterator[str]:
    yield f"OPS-17  {Card.of(REGRESSED).headline}"
    yield f"labels: incident-responder, {REGRESSED.incident_id}"
    yield ""
    yield from _document(adf.document(Card.of(REGRESSED), whole=True))
    yield ""
    yield "comment, when it is resolved"
    yield from _document(adf.comment(Card.of(RESOLVED), steps=False))


def _document(node: Json, lead: str = "") -> Iterator[str]:
    match node["type"]:
        case "paragraph" | "heading":
            text = "".join(part.get("text", "\n") for part in node["content"])
            yield ("\n## " if node["type"] == "heading" else lead) + text
        case "bulletList" | "orderedList":
            for number, item in enumerate(node["content"], 1):
                yield from _document(item, "• " if node["type"] == "bulletList" else f"{number}. ")
        case kind:
            for child in node["content"]:
                yield from _document(child, "│ " if kind == "blockquote" else lead)


def _webhook() -> Iterator[str]:
    yield "POST /hook"
    yield "webhook-id: (the delivery's id)"
    yield "webhook-timestamp: 1795946581"
    yield "webhook-signature: v1,(a signature) v1,(one with the second secret)"
    yield ""
    yield from _json(standard_webhook.event_of(REGRESSED))


def _email() -> Iterator[str]:
    spec = EmailSpec(name="mail", sender="responder@example.org", to=("ops@example.org",), host="mail.example.org")
    first = mail(spec, Delivery("dlv_1", "mail", REGRESSED), Thread())
    part = first.get_body(("plain",))
    for name in ("From", "To", "Subject", "Message-ID", "Auto-Submitted"):
        yield f"{name}: {first[name]}"
    yield ""
    yield from (part.get_content() if part is not None else "").splitlines()


def _teams() -> Iterator[str]:
    content = teams.body_of(REGRESSED)["attachments"][0]["content"]
    yield from _boxed(
        [
            *("".join(run["text"] for run in block["inlines"]) for block in content["body"]),
            *(f"[ {action['title']} ]" for action in content["actions"]),
        ]
    )


def _googlechat() -> Iterator[str]:
    widgets = googlechat.body_of(REGRESSED)["cardsV2"][0]["card"]["sections"][0]["widgets"]
    lines: list[str] = []
    for widget in widgets:
        text = widget.get("textParagraph", {}).get("text", "")
        lines += text.replace("<b>", "").replace("</b>", "").split("<br>") if text else []
        lines += [f"[ {button['text']} ]" for button in widget.get("buttonList", {}).get("buttons", ())]
    yield from _boxed(lines)


def _apprise() -> Iterator[str]:
    card = Card.of(REGRESSED)
    yield inert(card.headline).replace("\u2060", "")
    yield from card.lines[1:]


def _json(value: Json) -> Iterator[str]:
    yield from json.dumps(value, indent=2, ensure_ascii=False).splitlines()


def _boxed(lines: Iterator[str] | list[str], margin: str = "  ") -> Iterator[str]:
    for line in lines:
        yield f"{margin}┃ {line}"


_DRAWN: Mapping[str, Callable[[], Iterator[str]]] = {
    "slack": _slack,
    "pagerduty": _pagerduty,
    "jira": _jira,
    "webhook": _webhook,
    "email": _email,
    "teams": _teams,
    "googlechat": _googlechat,
    "apprise": _apprise,
}


def main(folder: str) -> None:
    """Redraw the picture on every page of the folder."""
    for type_ in _DRAWN:
        page = Path(folder, f"{type_}.md")
        page.write_text(filled(page.read_text("utf-8"), type_), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
