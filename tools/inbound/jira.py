"""Jira: issues that are incidents, their end, and their comments.

https://developer.atlassian.com/cloud/jira/platform/webhooks/
"""

from dataclasses import replace

from tools.inbound.fields import Fields
from tools.inbound.labels import service_of, tag_map
from tools.inbound.links import safe_link
from tools.inbound.reader import Given
from tools.inbound.signal import Acted, Action, Fired, Ignored, Reason, Recovered, Signal, Signals
from tools.inbound.titles import text_of
from tools.inbound.words import OUR_LABEL, our_incident, severity_of
from tools.nouns.severity import Severity

# Issue types of planned work. Type names are translated, so every other type counts as an incident.
_PLANNED = frozenset((
    "task", "story", "epic", "sub-task", "subtask", "improvement", "new feature", "service request", "change",
    "feature", "service request with approvals", "initiative", "spike", "it help", "[system] service request",
    "[system] change",
))  # fmt: skip
# Jira's own five priorities have the same ids in every language.
_PRIORITY_IDS = {"1": Severity.CRITICAL, "2": Severity.HIGH, "3": Severity.MEDIUM, "4": Severity.LOW, "5": Severity.LOW}
_BEGUN = "indeterminate"
"""The status category of work in progress."""
_COMMENTS = ("comment_created", "issue_commented")


def recognise(body: Fields) -> bool:
    """True for a webhook event, or an issue with its key and fields."""
    return "webhookEvent" in body or ("issue" in body and "key" in body.map("issue") and "fields" in body.map("issue"))


def read(body: Fields, _given: Given) -> Signals:
    """An issue ends when it enters the status category `done`; names of statuses are free text and translated."""
    issue = body.map("issue") or (body if "fields" in body and "key" in body else Fields(None))
    if not issue:
        return (Ignored(Reason.NOT_AN_ALERT, body.text("webhookEvent")),) if "webhookEvent" in body else ()
    kind = body.text("webhookEvent").removeprefix("jira:") or "issue_created"
    sub_kind, fields = body.text("issue_event_type_name"), issue.map("fields")
    labels = fields.texts("labels")
    ours = next(filter(None, map(our_incident, labels)), "") or our_incident(fields.text("summary"))
    is_ours = bool(ours) or OUR_LABEL in labels
    fired = _fired(issue, fields, labels)
    if kind in _COMMENTS or sub_kind in _COMMENTS:
        return (_comment(body, fired, ours),)
    if kind == "issue_updated":
        return (_updated(body, fields, fired, ours, is_ours),)
    if is_ours:
        return (Ignored(Reason.OURS, f"{kind} of {fired.dedup_key}"),)
    if kind != "issue_created":
        return (Ignored(Reason.NOT_AN_ALERT, f"{kind}: {fired.headline}"),)
    if _is_planned(fields):
        return (Ignored(Reason.NOT_AN_ALERT, f"{fields.text('issuetype/name')}: {fired.headline}"),)
    return (Ignored(Reason.NOT_AN_ALERT, fired.headline),) if _is_done(fields) else (fired,)


def _updated(body: Fields, fields: Fields, fired: Fired, ours: str, is_ours: bool) -> Signal:
    """Resolved only if this update changed the status: an edit of an issue that is already done resolves nothing."""
    changes = {change.text("field"): change for change in body.map("changelog").maps("items")}
    at = body.time("timestamp") or fields.time("resolutiondate", "updated")
    moved = "status" in changes or "resolution" in changes
    if moved and _is_done(fields):
        user = body.map("user")
        if user.text("accountType") == "app":
            return Recovered(fired.dedup_key, at, None, fired.text, fired.headline, fired.service)
        how, by = fields.text("resolution/name"), user.text("displayName", "name")
        done = Acted(Action.RESOLVED, fired.dedup_key, by, True, how, at, None, fired.headline, fired.service, ours)
        return replace(done, by_id=user.text("accountId"))
    begun = "status" in changes and fields.text("status/statusCategory/key") == _BEGUN
    if begun and body.text("user/accountType") != "app" and (is_ours or not _is_planned(fields)):
        by, headline, service = body.text("user/displayName", "user/name"), fired.headline, fired.service
        taken = Acted(Action.ACKNOWLEDGED, fired.dedup_key, by, True, "", at, None, headline, service, ours)
        return replace(taken, by_id=body.text("user/accountId"))
    if is_ours:
        return Ignored(Reason.OURS, f"update of {fired.dedup_key}")
    if "resolution" in changes and not fields.text("resolution/name", "resolution") and not _is_planned(fields):
        return replace(fired, starts_at=at)
    changed = ", ".join(list(changes)[:5])
    return Ignored(
        Reason.UPDATED if "priority" in changes else Reason.NOT_AN_ALERT, f"{fired.headline}: {changed} changed", fired
    )


def _is_done(fields: Fields) -> bool:
    return fields.text("status/statusCategory/key") == "done"


def _is_planned(fields: Fields) -> bool:
    return fields.text("issuetype/name").lower() in _PLANNED


def _fired(issue: Fields, fields: Fields, names: list[str]) -> Fired:
    summary, project = fields.text("summary"), fields.text("project/name", "project/key")
    component = next((part.text("name") for part in fields.maps("components")), "")
    labels = tag_map(name for name in names if ":" in name)
    labels.update(
        {"project": fields.text("project/key"), "component": component}
        if component
        else {"project": fields.text("project/key")}
    )
    key = issue.text("key", "id")
    priority = severity_of(fields.text("priority/name")) or _PRIORITY_IDS.get(fields.text("priority/id"))
    page = safe_link(issue.text("self"))
    return Fired(
        text=text_of(summary, document_text(fields.at("description"))),
        headline=summary or f"Jira issue {key}",
        service=service_of(labels, component, project),
        environment=labels.get("env", "") or document_text(fields.at("environment"))[:60],
        severity=priority,
        labels=labels,
        dashboard_url=f"{page.partition('/rest/')[0]}/browse/{key}" if page and "/rest/" in page else "",
        starts_at=fields.time("created"),
        dedup_key=key,
    )


def _comment(body: Fields, fired: Fired, ours: str) -> Signal:
    comment = body.map("comment")
    author = comment.map("author") or body.map("user")
    by, words = author.text("displayName", "name"), document_text(comment.at("body"))
    at = comment.time("created") or body.time("timestamp")
    is_person = author.text("accountType") != "app"
    headline, service = fired.headline, fired.service
    said = Acted(
        Action.COMMENTED, fired.dedup_key, by, is_person, words, at, None, headline, service, ours, comment.text("id")
    )
    return replace(said, by_id=author.text("accountId"))


def document_text(value: object) -> str:
    """A plain text, or the text of an Atlassian document (ADF), one line per paragraph."""
    if not isinstance(value, dict):
        return Fields({"text": value}).text("text")
    words: list[str] = []
    waiting: list[object] = [value]
    for _ in range(2_000):
        if not waiting:
            break
        node = Fields(waiting.pop())
        words.append(node.text("text"))
        if node.text("type") in ("paragraph", "heading", "listItem", "codeBlock"):
            words.append("\n")
        content = node.at("content")
        waiting.extend(reversed(content[:500]) if isinstance(content, list) else ())
    return " ".join(filter(None, words)).replace(" \n ", "\n").strip()
