"""Runs of CI systems (pipelines, builds, jobs), read by their form: a result, a name, and a branch.

A failed run of a branch fires, and the next successful one of the same branch ends it. A commit message is no title.

https://docs.gitlab.com/user/project/integrations/webhook_events/
https://circleci.com/docs/webhooks-reference/
https://plugins.jenkins.io/notification/
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tools.inbound.fields import Fields
from tools.inbound.labels import label_map
from tools.inbound.links import safe_link
from tools.inbound.signal import Fired, Ignored, Reason, Recovered, Signals
from tools.inbound.titles import text_of

# Where the run itself is, best evidence first, and what a person calls it.
_RUNS = (
    ("object_attributes", "Pipeline"), ("commit_status", "Check"), ("job", "Job"), ("workflow", "Workflow"),
    ("build", "Build"), ("pipeline", "Pipeline"), ("eventData", "Build"), ("resource", "Build"), ("payload", "Build"),
    ("", "Build"),
)  # fmt: skip
_PLACES = frozenset(("object_kind", "build_url", *(name for name, _ in _RUNS if name)))
_RESULTS = ("result", "conclusion", "build_status", "status", "state")
_FAILED = frozenset((
    "failed", "failure", "error", "errored", "broken", "unstable", "timed_out", "timedout", "failing",
    "partiallysucceeded",
))  # fmt: skip
_GOOD = frozenset(("success", "succeeded", "successful", "passed", "fixed"))
_STOPPED = frozenset(("canceled", "cancelled", "skipped", "aborted", "not_built", "stopped", "blocked", "manual"))
_GOING = frozenset((
    "running", "pending", "created", "started", "queued", "inprogress", "in_progress", "scheduled", "preparing",
    "waiting_for_resource", "waiting_for_callback", "finished", "completed",
))  # fmt: skip
_PROJECT = (
    "project/path_with_namespace", "repository/full_name", "repo/slug", "project/slug", "project_name",
    "resource/project/name", "eventData/projectName", "payload/buildType/projectName", "repo/full_name",
)  # fmt: skip
_SERVICE = ("project/name", "repository/name", "repo/name")
_BRANCH = (
    "ref", "branch", "branchName", "branch_name", "head_branch", "sourceBranch", "vcs/branch", "scm/branch", "refname",
    "target",
)  # fmt: skip
_COMMIT = (
    "commit", "sha", "commitId", "revision", "vcs/revision", "scm/commit", "commit/sha", "commit/id", "commit/hash",
)  # fmt: skip
_NAME = ("build_name", "name", "definition/name", "buildType/name")
_LINKS = ("web_url", "full_url", "html_url", "webUrl", "build_url", "buildUrl", "target_url", "link", "url")
_STARTS = ("started_at", "build_started_at", "created_at", "created_on", "startTime", "started", "timestamp")
_ENDS = ("finished_at", "build_finished_at", "stopped_at", "updated_on", "finishTime", "finished", "happened_at")
_WHY = ("failure_reason", "build_failure_reason", "statusText", "description")
_STEPS = ("builds", "jobs", "stages", "steps")
_PROVIDERS = ("github/", "gh/", "bitbucket/", "bb/")
_KINDS = ("pipeline", "build", "job", "workflow")
_MOST_STEPS = 5


@dataclass(frozen=True, slots=True)
class _Run:
    """One run, as far as its body describes it."""

    kind: str
    body: Fields
    own: Fields
    """The object with its result."""

    result: str

    @property
    def project(self) -> str:
        owner, name = self.body.text("repository/owner_name"), self.body.text("repository/name")
        found = self.body.text(*_PROJECT) or "/".join(filter(None, (owner, name))) or self.body.text("project/name")
        for provider in _PROVIDERS:
            found = found.removeprefix(provider)
        return found.replace(" / ", "/")

    @property
    def name(self) -> str:
        """What ran; "" if only its project has a name."""
        found = self.own.text(*_NAME) or self.body.text("pipeline/name", "workflow/name", "display_name")
        found = found or ("" if self.project else self.body.text("name"))
        return "" if found.lower() in (self.kind.lower(), self.project.lower()) else found

    @property
    def branch(self) -> str:
        found = self.own.text(*_BRANCH) or self.body.text(*(f"pipeline/{name}" for name in _BRANCH), *_BRANCH)
        return found.removeprefix("refs/heads/").removeprefix("origin/")

    @property
    def is_of_source(self) -> bool:
        """True if source code was run; otherwise a "job" or "build" may be anything."""
        told = self.body.text("object_kind", "eventType", "eventName", "event").lower()
        commit = self.own.text(*_COMMIT) or self.body.text(*_COMMIT, "pipeline/vcs/revision")
        is_ci = self.kind == "Check" or any(kind in told for kind in _KINDS) or "phase" in self.own
        return bool(self.project or self.name) and bool(self.branch or commit or is_ci)

    @property
    def service(self) -> str:
        """The project's own name, as in its alerts."""
        return self.body.text(*_SERVICE) or self.project or self.name

    @property
    def said(self) -> str:
        """The title: `Pipeline nightly of acme/api failed on main`."""
        words = [self.kind, self.name, f"of {self.project}" if self.project else "", "failed"]
        return " ".join(filter(None, (*words, f"on {self.branch}" if self.branch else "")))

    @property
    def key(self) -> str:
        """The same key for all its runs of one branch."""
        return "/".join(filter(None, (self.kind.lower(), self.project, self.name, self.branch)))


def read(body: Fields) -> Signals:
    """The signal of one run; none for a body that is not about one."""
    run = None if _PLACES.isdisjoint(body.raw) else _run_in(body)
    if run is None or not run.is_of_source:
        return ()
    if run.result in _STOPPED or run.result in _GOING:
        reason = Reason.NO_FAILURE if run.result in _STOPPED else Reason.NOT_AN_ALERT
        return (Ignored(reason, f"{run.said.replace(' failed', '')}: {run.result}"),)
    labels = label_map({"project": run.project, "branch": run.branch, run.kind.lower(): run.name})
    if run.result in _GOOD:
        at = run.own.time(*_ENDS) or body.time(*_ENDS)
        return (Recovered(run.key, at, None, run.said, run.said, run.service, host=run.name, labels=labels),)
    fired = Fired(
        text=text_of(run.said, *_why(run)),
        headline=run.said,
        service=run.service,
        host=run.name,
        labels=labels,
        dashboard_url=next(_links(run), ""),
        starts_at=run.own.time(*_STARTS) or body.time(*_STARTS),
        dedup_key=run.key,
    )
    return (fired,)


def _run_in(body: Fields) -> _Run | None:
    """The first object with a result; without any, a phase may say that the run is under way."""
    kinds = body.text("object_kind")
    for name, kind in _RUNS:
        own = body.map(name) if name else body
        if not own or (not name and kinds not in _KINDS and not _is_bare(body)):
            continue
        kind = "Job" if kinds == "build" else kind
        words = [own.text(field).lower() for field in _RESULTS if own.text(field)] or [own.text("phase").lower()]
        for known in (_FAILED | _GOOD | _STOPPED, _GOING):
            found = next((word for word in words if word in known), "")
            if found:
                return _Run(kind, body, own, found)
    return None


def _is_bare(body: Fields) -> bool:
    """True for a run without an object of its own, as Travis sends it."""
    return "build_url" in body and bool(body.map("repository"))


def _why(run: _Run) -> Iterator[str]:
    """The failed steps, and what the system says about them."""
    failed = [
        step
        for name in _STEPS
        for step in (run.own.maps(name) or run.body.maps(name))
        if step.text(*_RESULTS).lower() in _FAILED and step.text("allow_failure") != "true"
    ]
    for step in failed[:_MOST_STEPS]:
        reason = step.text(*_WHY)
        yield " ".join(filter(None, (step.text("stage"), step.text("name"), f"({reason})" if reason else "")))
    yield run.own.text(*_WHY) or run.body.text(*_WHY)


def _links(run: _Run) -> Iterator[str]:
    """Addresses of the run. Relative ones, which some systems send, are left out."""
    for around in (run.own, run.body):
        yield from filter(None, (safe_link(around.text(name)) for name in _LINKS))
