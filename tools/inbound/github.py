"""GitHub: failed workflows and deployments, security alerts, and changes.

The event's name is only in a header. A failing run sends four kinds of events.

https://docs.github.com/webhooks/webhook-events-and-payloads#workflow_run
"""

from tools.inbound import github_alerts, github_changes
from tools.inbound.fields import Fields
from tools.inbound.labels import label_map, service_of
from tools.inbound.links import safe_link
from tools.inbound.reader import Given
from tools.inbound.signal import Fired, Ignored, Reason, Recovered, Signals
from tools.inbound.titles import text_of

HEADER = "x-github-event"
_FAILED = frozenset(("failure", "timed_out", "startup_failure"))
_KINDS = ("workflow_run", "check_suite", "check_run", "workflow_job", "deployment_status", "release")


def recognise(body: Fields) -> bool:
    """True for a repository with one of the kinds that can fail or a security alert, and for a ping."""
    if "repository" in body and (any(body.map(kind) for kind in _KINDS) or github_alerts.kind_of(body, "")):
        return True
    return "zen" in body and "hook_id" in body


def read(body: Fields, given: Given) -> Signals:
    """A workflow's run stands for its jobs, checks and suite; suites of other apps are read themselves."""
    kind = given.headers.get(HEADER, "") or next((name for name in _KINDS if body.map(name)), "")
    if kind == "ping" or ("zen" in body and "hook_id" in body):
        return (Ignored(Reason.PING, body.text("zen")),)
    security = github_alerts.kind_of(body, kind)
    if security:
        return (github_alerts.alert_of(body, security),)
    if kind == "workflow_run" and "workflow_run" in body:
        return _run(body, body.map("workflow_run"))
    if kind == "check_suite" and "check_suite" in body:
        return _suite(body, body.map("check_suite"))
    if kind == "deployment_status" and "deployment_status" in body:
        return _deployment(body)
    if kind == "release" and "release" in body:
        return (github_changes.released(body),)
    if kind in ("check_run", "workflow_job"):
        return (Ignored(Reason.NOT_AN_ALERT, f"{kind}: reported by its workflow run or check suite"),)
    return (Ignored(Reason.NOT_AN_ALERT, kind),) if kind else ()


def _run(body: Fields, run: Fields) -> Signals:
    path = run.text("path", "workflow/path") or body.text("workflow/path")
    name = run.text("name") or body.text("workflow/name") or path.rpartition("/")[2].partition(".")[0]
    key = "/".join(filter(None, (run.text("workflow_id") or path, run.text("head_branch"))))
    ended = _ended(body, run, f"Workflow {name}", name, key, run.time("created_at"))
    is_green = any(isinstance(each, Recovered) for each in ended)
    return (*ended, *github_changes.built(body, run, name)) if is_green else ended


def _suite(body: Fields, suite: Fields) -> Signals:
    app = suite.text("app/slug", "app/name")
    if app == "github-actions":
        return (Ignored(Reason.NOT_AN_ALERT, "check_suite: reported by its workflow run"),)
    key = "/".join(filter(None, (body.text("repository/full_name"), app, suite.text("head_branch"))))
    return _ended(body, suite, f"Check suite of {app or 'an app'}", app, key, suite.time("created_at"))


def _ended(body: Fields, run: Fields, what: str, name: str, key: str, starts_at: float | None) -> Signals:
    """A failure fires; a success on the same branch recovers it."""
    repository, branch = body.text("repository/full_name"), run.text("head_branch")
    conclusion, status = run.text("conclusion"), run.text("status")
    headline = f"{what} failed" + (f" on {branch}" if branch else "")
    if conclusion and conclusion not in _FAILED and conclusion != "success":
        return (Ignored(Reason.NO_FAILURE, f"{what}: {conclusion}"),)
    if body.text("action") != "completed" or not conclusion:
        return (Ignored(Reason.NOT_AN_ALERT, f"{what}: {status or body.text('action')}"),)
    labels = label_map({"repository": repository, "branch": branch, "workflow": name, "event": run.text("event")})
    service = service_of({}, repository)
    if conclusion == "success":
        return (Recovered(key, run.time("updated_at"), None, headline, headline, service, host=name, labels=labels),)
    text = text_of(
        headline, f"conclusion {conclusion} in {repository}" if conclusion != "failure" else f"in {repository}"
    )
    fired = Fired(
        text=text,
        headline=headline,
        service=service,
        host=name,
        labels=labels,
        dashboard_url=safe_link(run.text("html_url")),
        starts_at=starts_at,
        dedup_key=key,
        event_id="@".join(filter(None, (run.text("id"), run.text("run_attempt"), conclusion))),
    )
    return (fired,)


def _deployment(body: Fields) -> Signals:
    status, deployment = body.map("deployment_status"), body.map("deployment")
    state, environment = status.text("state"), status.text("environment") or deployment.text("environment")
    repository = body.text("repository/full_name")
    key, headline = f"{repository}/deployment/{environment}", f"Deployment of {repository} to {environment} failed"
    if state == "success":
        at, service = status.time("updated_at", "created_at"), service_of({}, repository)
        over = Recovered(key, at, None, headline, headline, service, environment, host=environment)
        return (over, github_changes.deployed(body))
    if state not in ("failure", "error"):
        return (Ignored(Reason.NO_FAILURE, f"deployment to {environment}: {state}"),)
    fired = Fired(
        text=text_of(headline, status.text("description")),
        headline=headline,
        service=service_of({}, repository),
        environment=environment,
        host=environment,
        labels=label_map({"repository": repository, "event": "deployment"}),
        dashboard_url=safe_link(status.text("log_url", "target_url")),
        starts_at=status.time("created_at"),
        dedup_key=key,
        release=deployment.text("ref") or None,
        event_id=status.text("id"),
    )
    return (fired,)
