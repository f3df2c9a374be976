"""A report's identity: a pure, versioned function of tenant, service, environment, template and identity entities."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from tools.nouns.redacted import derived
from tools.nouns.reports import Profile, ProfiledReport, Report
from tools.text.identity.labels import identity_labels
from tools.text.identity.template import analysis_of

# Raise it when the same report gets another fingerprint than before; `reindex` then aliases the stored ones.
FP_VERSION = 1
# Hexadecimal digits, 128 bits: no two problems share one by chance.
DIGEST_LENGTH = 32


def profile_of(report: Report) -> Profile:
    """What matching knows of the report. Its fingerprint never changes with learning.

    Besides the log's own entities, `entities` hold the environment, the severity (not part of the fingerprint) and
    the identity labels as `label:<name>`.
    """
    message, template, params, found, key = analysis_of(report.log)
    parts = [str(FP_VERSION), report.tenant, report.service, report.environment, key]
    entities: dict[str, Sequence[str]] = dict(found)
    if report.environment:
        entities["environment"] = [report.environment]
    if report.severity is not None:
        entities["severity"] = [report.severity.name]
    if report.labels:
        for name, value in sorted(identity_labels(report.labels).items()):
            entities[f"label:{name}"] = [value]
            parts.append(f"{name}={value}")
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST_LENGTH]
    told, masked = derived(message.text), derived(template)
    return Profile(digest, FP_VERSION, told, masked, params, entities, message.component, message.level)


def with_profile(report: Report) -> ProfiledReport:
    """The report with what matching knows of it."""
    return ProfiledReport(report, profile_of(report))


def profile_to_json(profile: Profile) -> dict[str, Any]:
    """A profile as plain JSON types."""
    return {
        "fingerprint": profile.fingerprint,
        "version": profile.version,
        "message": profile.message,
        "template": profile.template,
        "params": list(profile.params),
        "entities": {name: list(values) for name, values in profile.entities.items()},
        "component": profile.component,
        "level": profile.level,
    }


def profile_from_json(data: Mapping[str, Any]) -> Profile:
    """The profile that `profile_to_json` wrote."""
    return Profile(**{**data, "params": tuple(data["params"]), "entities": dict(data["entities"])})
