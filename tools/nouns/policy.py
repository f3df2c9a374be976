"""The tunables of a decision, and the mode of one run."""

from dataclasses import dataclass

from tools.nouns.severity import Severity


@dataclass(frozen=True, slots=True)
class Policy:
    """The tunables of a decision. Seconds and scores; defaults are the product's.

    A ticket store is opened with the configured policy and applies it to every caller.
    """

    similarity_threshold: float = 0.7
    default_severity: Severity = Severity.MEDIUM
    regression_severity: Severity = Severity.HIGH
    regression_grace: float = 0.0
    flap_count: int = 0
    flap_window: float = 3600.0
    recovery_quiet: float = 900.0
    """How long a ticket whose alerts have all ended must stay quiet before it is resolved; NEVER disables this."""
    resolve_settle: float = 900.0
    """How long after a resolution an alert that began before it may still fire without being a regression."""
    activation_stale: float = 86_400.0
    """After this time without a repeat or an end, an activation is shown as stale."""


DEFAULTS = Policy()


@dataclass(frozen=True, slots=True)
class Mode:
    """How one run behaves. Raises ValueError for changed tunables without `dry_run`: such decisions are not stored."""

    dry_run: bool = False
    """Decide, roll back, and notify nobody."""
    live_run: bool = True
    """A run follows that writes the advice for a fresh ticket. False: the job for it is due at once."""
    changed: Policy | None = None
    """Tunables for this run only; None: as configured."""

    def __post_init__(self) -> None:
        if self.changed is not None and not self.dry_run:
            raise ValueError("a run with its own tunables must be a dry run")

    def policy(self, configured: Policy) -> Policy:
        """The tunables that this run uses."""
        return self.changed or configured


LIVE = Mode()
UNATTENDED = Mode(live_run=False)
"""For reports without a run: the job for the advice is due at once."""
