"""GitHub's security alerts about dependencies, scanned code and pushed secrets. The secret itself is never read.

https://docs.github.com/webhooks/webhook-events-and-payloads#dependabot_alert
"""

from tools.inbound.fields import Fields
from tools.inbound.labels import label_map, service_of
from tools.inbound.links import safe_link
from tools.inbound.signal import Fired, Ignored, Reason, Recovered, Signal
from tools.inbound.titles import text_of
from tools.inbound.words import severity_of
from tools.nouns.severity import Severity

_KINDS = {
    "dependabot_alert": "dependency",
    "code_scanning_alert": "code scanning",
    "secret_scanning_alert": "secret scanning",
}
_BEGUN = frozenset(("created", "reopened", "reintroduced", "auto_reopened", "reopened_by_user", "publicly_leaked"))
_OVER = frozenset(("fixed", "resolved", "dismissed", "auto_dismissed", "closed_by_user"))


def kind_of(body: Fields, event: str) -> str:
    """The event's name if it is such an alert; without the header, by the content of the alert."""
    alert = body.map("alert")
    if event or "number" not in alert or "repository" not in body:
        return event if event in _KINDS else ""
    if "security_advisory" in alert:
        return "dependabot_alert"
    return "secret_scanning_alert" if "secret_type" in alert else "code_scanning_alert" if "rule" in alert else ""


def alert_of(body: Fields, kind: str) -> Signal:
    """An opened or reopened alert fires; fixed or dismissed ends it; other actions only change assignee or labels."""
    alert, action = body.map("alert"), body.text("action")
    repository, number = body.text("repository/full_name"), alert.text("number")
    headline, said, severity = _told(alert, kind)
    key, service = f"{repository}/{kind}/{number}", service_of({}, repository)
    host = alert.text("dependency/manifest_path", "most_recent_instance/location/path")
    labels = label_map({"repository": repository, "alert": _KINDS[kind], "path": host})
    text = text_of(headline, said)
    if action in _OVER:
        at = alert.time("fixed_at", "dismissed_at", "resolved_at", "auto_dismissed_at", "updated_at")
        return Recovered(key, at, None, text, headline, service, host=host, labels=labels)
    if action not in _BEGUN:
        return Ignored(Reason.NOT_AN_ALERT, f"{_KINDS[kind]} alert {action}: {headline}")
    is_new = action == "created"
    return Fired(
        text=text,
        headline=headline,
        service=service,
        severity=severity,
        host=host,
        labels=labels,
        dashboard_url=safe_link(alert.text("html_url")),
        starts_at=alert.time("created_at") if is_new else alert.time("updated_at"),
        dedup_key=key,
    )


def _told(alert: Fields, kind: str) -> tuple[str, str, Severity | None]:
    """Headline, more words, severity."""
    if kind == "dependabot_alert":
        package, advisory = alert.text("dependency/package/name"), alert.map("security_advisory")
        named = advisory.text("summary") or f"weakness in {package or 'a dependency'}"
        severity = severity_of(alert.text("security_vulnerability/severity"), advisory.text("severity"))
        said = " ".join(filter(None, (package, advisory.text("cve_id", "ghsa_id"))))
        return f"Dependency alert: {named}", said, severity
    if kind == "secret_scanning_alert":
        what = alert.text("secret_type_display_name", "secret_type") or "secret"
        return f"Secret scanning: {what} was pushed", "", Severity.HIGH
    rule = alert.map("rule")
    severity = severity_of(rule.text("security_severity_level"), rule.text("severity"))
    return f"Code scanning: {rule.text('description', 'name', 'id')}", rule.text("id"), severity
