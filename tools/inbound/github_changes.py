"""Changes that GitHub reports: successful deployments, releases, successful workflows of the default branch."""

from tools import deferred_re as re
from tools.inbound.fields import Fields
from tools.inbound.links import safe_link
from tools.inbound.signal import Ignored, Reason, ToldChange

_SHORT = 12
# The name of a release: "1.4.2", "v2.0.0-rc.1", "release/3.1".
_VERSION = re.compile(r"(?:refs/tags/)?(?:[\w-]*[/_-])?v?\d+(?:\.\d+)+[\w.+-]*")
# What starts a run after a change. A scheduled run changes nothing, and a pull request's run may be of a branch
# in another repository that has the name of ours.
_STARTED_BY_CHANGES = frozenset(("push", "workflow_dispatch", "repository_dispatch", "release", "workflow_run", ""))


def deployed(body: Fields) -> Ignored:
    """A finished deployment."""
    status, deployment = body.map("deployment_status"), body.map("deployment")
    environment = status.text("environment") or deployment.text("environment")
    version = _version(deployment.text("ref"), deployment.text("sha"))
    said = " ".join(filter(None, ("Deployed", version, environment and f"to {environment}")))
    more = status.text("description") or deployment.text("description")
    return _change(
        ToldChange(
            f"{said}: {more}" if more else said,
            service_in(body),
            environment,
            version,
            safe_link(status.text("environment_url", "log_url", "target_url")),
            status.time("updated_at", "created_at"),
            f"deployment/{deployment.text('id')}/{status.text('id')}",
        )
    )


def released(body: Fields) -> Ignored:
    """A published release; drafts and edits are no change."""
    release = body.map("release")
    tag, name = release.text("tag_name"), release.text("name")
    if body.text("action") != "published":
        return Ignored(Reason.NOT_AN_ALERT, f"release {tag}: {body.text('action')}")
    said = f"Released {tag}" + (f": {name}" if name and name != tag else "")
    url, at = safe_link(release.text("html_url")), release.time("published_at", "created_at")
    return _change(ToldChange(said, service_in(body), "", tag, url, at, f"release/{release.text('id')}"))


def built(body: Fields, run: Fields, name: str) -> tuple[Ignored, ...]:
    """A successful run on the default branch; empty for any other run."""
    branch = run.text("head_branch")
    if not branch or branch != body.text("repository/default_branch"):
        return ()
    if run.text("event") not in _STARTED_BY_CHANGES:
        return ()
    subject = run.text("head_commit/message", "display_title").partition("\n")[0]
    said = f"Workflow {name} succeeded on {branch}" + (f": {subject}" if subject else "")
    event = f"run/{run.text('id')}/{run.text('run_attempt')}"
    at, url = run.time("updated_at"), safe_link(run.text("html_url"))
    return (_change(ToldChange(said, service_in(body), "", _version("", run.text("head_sha")), url, at, event)),)


def service_in(body: Fields) -> str:
    """The repository's own name, without its owner, which a service's name hardly contains."""
    return body.text("repository/name") or body.text("repository/full_name").rpartition("/")[2]


def _version(ref: str, sha: str) -> str:
    """The name of a release, else the commit: a branch names many versions."""
    return ref.removeprefix("refs/tags/") if _VERSION.fullmatch(ref) else sha[:_SHORT] or ref


def _change(change: ToldChange) -> Ignored:
    return Ignored(Reason.CHANGE, change.text, change=change)
