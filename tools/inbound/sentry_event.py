"""An event in Sentry: the exception, its place, and its host."""

from tools import deferred_re as re
from tools.inbound.fields import Fields
from tools.inbound.labels import environment_of, label_map, service_of, with_host
from tools.inbound.links import safe_link
from tools.inbound.signal import Fired
from tools.inbound.titles import text_of
from tools.inbound.words import severity_of

# Some events name their issue only in the addresses of their pages.
_ISSUE = re.compile(r"/issues/(\d{1,20})(?:/|$)")
_PROJECT = re.compile(r"/projects/[^/]{1,100}/([^/]{1,100})/")
_TAGS_KEPT = (
    "environment",
    "release",
    "server_name",
    "level",
    "transaction",
    "url",
    "handled",
    "logger",
    "service",
    "region",
)


def error_event(event: Fields, around: Fields, key: str) -> Fired:
    """One event: the exception and its place, with the tags that say whom it affects."""
    tags = dict(_tags(event))
    raised = [item for item in event.map("exception").maps("values") if item.text("type") or item.text("value")]
    metadata = event.map("metadata")
    said = ": ".join(filter(None, (raised[-1].text("type"), raised[-1].text("value")))) if raised else ""
    title = event.text("title") or said or event.text("message") or around.text("message", "title")
    formatted = event.text("logentry/formatted", "message") or around.text("message")
    culprit = event.text("culprit") or around.text("culprit")
    project = around.text("project_slug", "project_name") or _project_of(event) or event.text("project")
    labels = label_map(
        {"project": project, "platform": event.text("platform")},
        {name: tags[name] for name in _TAGS_KEPT if name in tags and name != "url"},
        {"environment": event.text("environment")},
    )
    where = _frame(raised[-1]) if raised else metadata.text("function")
    host = tags.get("server_name", "") or culprit
    is_test = tags.get("sample_event") == "yes"
    return Fired(
        text=text_of(title, said, formatted, culprit, where),
        headline=title,
        service=service_of({name: text for name, text in labels.items() if name == "service"}, project),
        environment=environment_of(labels),
        severity=severity_of(
            "LOW" if is_test else "", event.text("level"), around.text("level"), tags.get("level", "")
        ),
        host=host,
        labels=with_host(labels, tags.get("server_name", "")),
        dashboard_url=safe_link(event.text("web_url") or around.text("url")),
        starts_at=event.time("datetime", "timestamp", "received"),
        dedup_key=key or around.text("issue_id") or _issue_of(event),
        release=event.text("release") or tags.get("release") or None,
        event_id=event.text("event_id", "id"),
        is_test=is_test,
    )


def _tags(event: Fields) -> list[tuple[str, str]]:
    listed = event.at("tags")
    pairs = [pair for pair in listed if isinstance(pair, list) and len(pair) == 2] if isinstance(listed, list) else []
    named = [(tag.text("key"), tag.text("value")) for tag in event.maps("tags")]
    return [(str(pair[0]), str(pair[1])) for pair in pairs] + [pair for pair in named if pair[0]]


def _frame(raised: Fields) -> str:
    """The innermost frame of the program's own code."""
    frames = raised.map("stacktrace").maps("frames")
    own = [frame for frame in frames if frame.at("in_app") is True] or frames
    return f"in {own[-1].text('function')} ({own[-1].text('filename', 'module')})" if own else ""


def _issue_of(event: Fields) -> str:
    found = _ISSUE.search(event.text("issue_url", "web_url"))
    return found[1] if found else ""


def _project_of(event: Fields) -> str:
    found = _PROJECT.search(event.text("url"))
    return found[1] if found else ""
