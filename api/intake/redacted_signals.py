"""A signal's words without secrets: every field passes here before anything else sees it."""

from collections.abc import Mapping
from dataclasses import replace

from api.intake.submission import Redaction
from tools.inbound.signal import Acted, Fired, Recovered
from tools.text.hostile_characters import clean

MAX_NAME = 200
"""Characters of a service, an environment or a release, as of reports that come by other doors."""


def one_line(text: str) -> str:
    """A name of printable characters, whatever a sender put into it."""
    return "".join(filter(str.isprintable, " ".join(clean(text).split())))[:MAX_NAME].strip()


def redacted_firing(signal: Fired, redaction: Redaction) -> Fired:
    """The alert; its dedup key as people may see it."""
    return replace(
        signal,
        text=redaction(clean(signal.text)),
        headline=redaction(clean(signal.headline)),
        service=redaction(one_line(signal.service)),
        environment=redaction(one_line(signal.environment)),
        host=redaction(clean(signal.host)),
        labels=_labels(signal.labels, redaction),
        runbook_url=redaction(signal.runbook_url),
        dashboard_url=redaction(signal.dashboard_url),
        dedup_key=redaction(signal.dedup_key),
        release=redaction(one_line(signal.release)) if signal.release else None,
        grouped_by=tuple(redaction(name) for name in signal.grouped_by),
    )


def redacted_end(signal: Recovered, redaction: Redaction) -> Recovered:
    """The end."""
    return replace(
        signal,
        dedup_key=redaction(signal.dedup_key),
        text=redaction(clean(signal.text)),
        headline=redaction(clean(signal.headline)),
        service=redaction(one_line(signal.service)),
        environment=redaction(one_line(signal.environment)),
        host=redaction(clean(signal.host)),
        labels=_labels(signal.labels, redaction),
        grouped_by=tuple(redaction(name) for name in signal.grouped_by),
    )


def redacted_act(signal: Acted, redaction: Redaction) -> Acted:
    """The act."""
    return replace(
        signal,
        dedup_key=redaction(signal.dedup_key),
        by=redaction(one_line(signal.by)),
        text=redaction(clean(signal.text)),
        headline=redaction(clean(signal.headline)),
        service=redaction(one_line(signal.service)),
    )


def _labels(labels: Mapping[str, str], redaction: Redaction) -> dict[str, str]:
    return {redaction(clean(name)): redaction(clean(value)) for name, value in labels.items()}
