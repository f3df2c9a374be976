"""Argo CD's notifications: an Application, in `app` or by itself. A finished deployment is a change.

https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/services/webhook/
"""

from tools.inbound.fields import Fields
from tools.inbound.labels import environment_of, label_map, service_of
from tools.inbound.links import safe_link
from tools.inbound.reader import Given
from tools.inbound.signal import Fired, Ignored, Reason, Recovered, Signal, Signals, ToldChange
from tools.inbound.titles import text_of

_SHORT = 12


def recognise(body: Fields) -> bool:
    """True for an Application with its operation or its health."""
    app = _application(body)
    return bool(app.map("metadata")) and bool(app.map("status/operationState") or app.map("status/health"))


def read(body: Fields, _given: Given) -> Signals:
    """A failed sync and bad health fire.

    An application that is synced and healthy is a change, and ends both alerts.
    """
    app = _application(body)
    if not recognise(body):
        return ()
    phase, health = app.text("status/operationState/phase"), app.text("status/health/status")
    signals: list[Signal] = []
    if phase in ("Failed", "Error"):
        said, started = f"Sync of {_name(app)} failed", app.time("status/operationState/startedAt")
        signals.append(_fired(body, "sync", said, app.text("status/operationState/message"), started))
    if health == "Degraded":
        since = app.time("status/health/lastTransitionTime")
        signals.append(_fired(body, "health", f"{_name(app)} is degraded", app.text("status/health/message"), since))
    if phase == "Succeeded" and health == "Healthy":
        signals += (_over(body, "sync"), _over(body, "health"), _deployed(body))
    return tuple(signals) or (Ignored(Reason.NOT_AN_ALERT, f"{_name(app)}: {phase or 'no sync'}, {health}"),)


def _application(body: Fields) -> Fields:
    return body.map("app") or body.map("application") or body


def _name(app: Fields) -> str:
    return app.text("metadata/name")


def _service(app: Fields) -> str:
    return service_of(label_map(app.map("metadata/labels")), _name(app))


def _environment(app: Fields) -> str:
    """The destination's name, because people chose it; its address says nothing."""
    named = app.text("spec/destination/name")
    return environment_of(label_map(app.map("metadata/labels"))) or ("" if named == "in-cluster" else named)


def _key(app: Fields, of: str) -> str:
    return "/".join(filter(None, (app.text("metadata/namespace"), _name(app), of)))


def _link(body: Fields) -> str:
    """Argo CD's own address, from the context of the notification."""
    base = body.text("context/argocdUrl", "argocdUrl").rstrip("/")
    return safe_link(f"{base}/applications/{_name(_application(body))}") if base else safe_link(body.text("url"))


def _fired(body: Fields, of: str, headline: str, message: str, starts_at: float | None) -> Fired:
    app = _application(body)
    names = ("project", "destination/name", "destination/namespace")
    placed = {name.rpartition("/")[2]: app.text(f"spec/{name}") for name in names}
    return Fired(
        text=text_of(headline, message),
        headline=headline,
        service=_service(app),
        environment=_environment(app),
        host=_name(app),
        labels=label_map({"application": _name(app), **placed}),
        dashboard_url=_link(body),
        starts_at=starts_at,
        dedup_key=_key(app, of),
        release=_revision(app) or None,
    )


def _over(body: Fields, of: str) -> Recovered:
    app = _application(body)
    headline = f"Sync of {_name(app)} failed" if of == "sync" else f"{_name(app)} is degraded"
    at = app.time("status/operationState/finishedAt")
    return Recovered(_key(app, of), at, None, headline, headline, _service(app), _environment(app), _name(app))


def _deployed(body: Fields) -> Ignored:
    app = _application(body)
    revision, where = _revision(app), app.text("spec/destination/name", "spec/destination/namespace")
    said = f"Deployed {revision or _name(app)}" + (f" to {where}" if where else "")
    at = app.time("status/operationState/finishedAt")
    event = "/".join((_key(app, "sync"), revision, app.text("status/operationState/finishedAt")))
    change = ToldChange(said, _service(app), _environment(app), revision, _link(body), at, event)
    return Ignored(Reason.CHANGE, said, change=change)


def _revision(app: Fields) -> str:
    """A chart's version unchanged, or a commit shortened; the first of several sources."""
    of = ("status/operationState/syncResult", "status/sync")
    found = app.text(*(f"{path}/revision" for path in of))
    found = found or next((text for path in of for text in app.texts(f"{path}/revisions")), "")
    return found[:_SHORT] if len(found) == 40 else found
