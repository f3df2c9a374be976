"""Notifications that bots write in chats and monitors send by mail."""

import json
from base64 import b64encode


def slack(thing: str, trouble: str, lasts: bool) -> str:
    """A message with an attachment."""
    return json.dumps(
        {
            "channel": "#ops",
            "attachments": [
                {
                    "color": "danger" if lasts else "good",
                    "title": f"[{'FIRING:1' if lasts else 'RESOLVED'}] Lab",
                    "text": f"{thing}: {trouble}",
                    "ts": 1790000000,
                }
            ],
        }
    )


def slack_blocks(thing: str, trouble: str, lasts: bool) -> str:
    """A message of blocks."""
    blocks = [
        {
            "type": "header",
            "text": {"type": "plain_text", "text": f"{'[FIRING] ' if lasts else '[RESOLVED] '}{trouble}"},
        },
        {"type": "section", "fields": [{"type": "mrkdwn", "text": f"*Host:*\n{thing}"}]},
    ]
    return json.dumps({"blocks": blocks})


def teams(thing: str, trouble: str, lasts: bool) -> str:
    """A card with facts."""
    word = "FIRING" if lasts else "RESOLVED"
    facts = [{"name": "Host", "value": thing}, {"name": "Severity", "value": "critical"}]
    return json.dumps(
        {
            "@type": "MessageCard",
            "summary": f"[{word}] {trouble}",
            "title": f"[{word}] {trouble}",
            "sections": [{"activityTitle": trouble, "facts": facts}],
        }
    )


def discord(thing: str, trouble: str, lasts: bool) -> str:
    """A message with an embed."""
    return json.dumps(
        {
            "content": f"{'[FIRING:1]' if lasts else '[RESOLVED]'} {trouble}",
            "embeds": [{"title": trouble, "color": 1, "fields": [{"name": "Host", "value": thing, "inline": True}]}],
        }
    )


def adaptive_card(thing: str, trouble: str, lasts: bool) -> str:
    """A chat's newer card."""
    body = [
        {"type": "TextBlock", "text": f"{'[FIRING:1]' if lasts else '[RESOLVED]'} {trouble}"},
        {"type": "FactSet", "facts": [{"title": "Host", "value": thing}]},
    ]
    return json.dumps(
        {
            "type": "message",
            "attachments": [
                {
                    "contentType": "application/vnd.microsoft.card.adaptive",
                    "content": {"type": "AdaptiveCard", "body": body},
                }
            ],
        }
    )


def mail(thing: str, trouble: str, lasts: bool) -> str:
    """A host monitor's mail."""
    kind = "PROBLEM" if lasts else "RECOVERY"
    state = "CRITICAL" if lasts else "OK"
    return (
        "From: monitor@example.net\nTo: ops@example.net\n"
        f"Subject: ** {kind} Service Alert: {thing}/Lab is {state} **\nDate: Sun, 29 Nov 2026 09:14:02 +0000\n\n"
        f"Notification Type: {kind}\nService: Lab\nHost: {thing}\nState: {state}\nAdditional Info: {trouble}\n"
    )


def coded_mail(thing: str, trouble: str, lasts: bool) -> str:
    """The same text in base64, subject and body."""
    word = "[FIRING:1]" if lasts else "[RESOLVED]"
    subject = b64encode(f"{word} {trouble}".encode()).decode()
    body = b64encode(f"{trouble}\nHost: {thing}\nSeverity: critical\n".encode()).decode()
    return (
        f"From: monitor@example.net\nSubject: =?utf-8?B?{subject}?=\nMIME-Version: 1.0\n"
        f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{body}\n"
    )


def html_mail(thing: str, trouble: str, lasts: bool) -> str:
    """A table in HTML."""
    word = "[FIRING:1]" if lasts else "[RESOLVED]"
    rows = "".join(
        f"<tr><th>{name}</th><td>{value}</td></tr>"
        for name, value in (("alertname", "Lab"), ("host", thing), ("severity", "critical"), ("summary", trouble))
    )
    return (
        f"From: monitor@example.net\nSubject: {word} Lab\nContent-Type: text/html; charset=utf-8\n\n"
        f"<html><head><style>td{{color:red}}</style></head><body><table>{rows}</table></body></html>\n"
    )
