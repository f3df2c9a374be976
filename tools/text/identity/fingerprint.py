"""A report's identity: a pure, versioned function of tenant, service, environment, template and identity entities."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from tools.inbound.signal import Signal
from tools.nouns.redacted import Redacted, derived
from tools.nouns.reports import SEVERITY, Profile, ProfiledReport, Report
from tools.nouns.severity import Severity
from tools.text.identity.labels import identity_fields, identity_labels
from tools.text.identity.profiles import FP_VERSION
from tools.text.identity.template import Analysis, analyses_in, analyses_of, analysis_of, masked
from tools.text.reading.decoration import strip_end_prefix
from tools.text.reading.ends import as_before
from tools.text.reading.parts import Role
from tools.text.reading.reader import read_signal
from tools.text.reading.severities import severity_of

_VERSION = str(FP_VERSION)
# Hexadecimal digits, 128 bits: a collision of two problems is practically impossible.
DIGEST_LENGTH = 32
# Only short logs are cached: long ones hardly ever repeat, and would fill the memory.
REMEMBERED_LENGTH = 512
REMEMBERED_LOGS = 4_096


class Origin(NamedTuple):
    """What a report's identity depends on beside its text."""

    tenant: str
    service: Redacted
    environment: Redacted
    severity: Severity | None
    labels: tuple[tuple[Redacted, Redacted], ...]


def profile_of(report: Report) -> Profile:
    """The profile of the report, or of its worst part; learning never changes its fingerprint.

    Besides the log's own entities, `entities` contain the environment, the severity (not part of the fingerprint) and
    the identity labels and fields as `label:<name>`.
    """
    return profiles_of(report)[0]


def profiles_of(report: Report) -> tuple[Profile, ...]:
    """One profile for each part of the report, worst first; never empty, without repeats.

    The profiles of the last few thousand short logs are cached, because storms repeat themselves: 1 µs instead of 30.
    """
    return profiles_from(_origin_of(report), report.log)


def profiles_from(origin: Origin, log: Redacted) -> tuple[Profile, ...]:
    """The same for a text that has no report yet."""
    return _remembered(origin, log) if len(log) <= REMEMBERED_LENGTH else _profiles(origin, log)


def _profiles(origin: Origin, log: str) -> tuple[Profile, ...]:
    layers, parts = analyses_of(log)
    if len(parts) == 1:
        return (_profile(origin, parts[0], layers),)
    profiles = {profile.fingerprint: profile for profile in (_profile(origin, each, layers) for each in parts)}
    return tuple(sorted(profiles.values(), key=_worst_first))


_remembered = lru_cache(maxsize=REMEMBERED_LOGS)(_profiles)


def profile_of_signal(report: Report, signal: Signal) -> Profile:
    """The profile of an alert that its sender posted: the same as that of its body pasted into a log.

    `signal` is redacted; `report` is made from it and has the same labels, whose roles are read here.
    """
    layers, parts = analyses_in(read_signal(signal))
    return _profile(_origin_of(report)._replace(labels=()), parts[0], layers)


def profile_again(old: Profile, report: Report) -> Profile:
    """The profile under today's rules of a report whose text was pruned.

    `report.log` is the message of its old profile. The level and component of the lost header, and the identity labels,
    come from that profile.
    """
    labels = dict(report.labels) | {
        derived(name.partition(":")[2]): derived(values[0])
        for name, values in old.entities.items()
        if name.startswith("label:") and values
    }
    layers, parts = analyses_of(report.log)
    part = parts[0].part
    headed = replace(part, level=part.level or old.level, component=part.component or old.component)
    return _profile(_origin_of(report)._replace(labels=tuple(labels.items())), analysis_of(headed), layers)


def lasting(told: ProfiledReport) -> ProfiledReport:
    """The report of an end as a report of what is over: as if it still lasted, without the word for its end."""
    report, over = told
    origin = _origin_of(report)
    layers, parts = analyses_of(report.log)
    part = next((each.part for each in parts if _profile(origin, each, layers).fingerprint == over.fingerprint), None)
    if part is None:
        return told
    again = replace(part, text=as_before(strip_end_prefix(part.text) or part.text), level="", recovered=False)
    return ProfiledReport(report, _profile(origin, analysis_of(again), layers))


def _worst_first(profile: Profile) -> tuple[bool, int, str]:
    """Sort what lasts before what is over, and the worse before the less severe; the rest in a fixed order."""
    return (profile.recovered, -(profile.severity or 0), profile.fingerprint)


def _origin_of(report: Report) -> Origin:
    labels = tuple(report.labels.items()) if report.labels else ()
    return Origin(report.tenant, report.service, report.environment, report.severity, labels)


def _profile(origin: Origin, analysis: Analysis, layers: tuple[str, ...]) -> Profile:
    part, template, params, found, key = analysis
    tenant, service, environment, severity, labels = origin
    parts = [_VERSION, tenant, service, environment, key]
    entities: dict[str, Sequence[str]] = dict(found)
    if environment:
        entities["environment"] = [environment]
    if severity is not None:
        entities[SEVERITY] = [severity.name]
    named = identity_labels(dict(labels)) if labels else {}
    if part.fields:
        named = {**identity_fields(part.fields), **named}
    for name, value in sorted(named.items()) if named else ():
        entities[f"label:{name}"] = [value]
        parts.append(f"{name}={value}")
    for field in part.fields:
        if field.role is Role.ALERT:  # its words are in the template already
            entities[f"label:{field.kind}"] = [masked(field.value).lower()]
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST_LENGTH]
    told, source = severity_of(part)
    roles = tuple((each.role.value, each.name, each.value) for each in part.fields) if part.fields else ()
    return Profile(
        digest,
        FP_VERSION,
        derived(part.text or part.telling),
        derived(template),
        params,
        entities,
        part.component,
        part.level,
        severity=told,
        severity_source=source,
        recovered=part.recovered,
        called=part.called,
        layers=layers,
        roles=roles,
    )


def with_profile(report: Report) -> ProfiledReport:
    """The report with its profile, and with the severity that its text states if its sender gave none."""
    return with_profiles(report)[0]


def with_profiles(report: Report) -> tuple[ProfiledReport, ...]:
    """The same, once for each part of the report, worst first; never empty."""
    return tuple([_profiled(report, profile) for profile in profiles_of(report)])


def _profiled(report: Report, profile: Profile) -> ProfiledReport:
    if report.severity is None and profile.severity is not None:
        report = replace(report, severity=profile.severity)
    return ProfiledReport(report, profile)
