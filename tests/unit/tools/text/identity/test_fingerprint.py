"""The fingerprint: pure, versioned, blind to values, never blind to identity."""

import itertools
import json

import pytest

from tools.nouns.reports import Profile, Report
from tools.nouns.severity import Severity
from tools.text.identity.fingerprint import (
    _remembered,
    profile_of,
)
from tools.text.identity.profiles import FP_VERSION, profile_from_json, profile_to_json


def profile(log: str, **changes: object) -> Profile:
    fields = {"request_id": "r", "tenant": "t", "service": "api", "log": log, "received_at": 0.0, **changes}
    return profile_of(Report(**fields))


def test_the_seed_example() -> None:
    after = profile("Lambda timeout after 30s")
    assert profile("Lambda timeout 30 seconds").fingerprint == after.fingerprint
    assert profile("Lambda out of memory after 30s").fingerprint != after.fingerprint
    assert profile("Lambda timeout after 30s", service="billing").fingerprint != after.fingerprint


@pytest.mark.parametrize(
    "change", [{"tenant": "u"}, {"service": "web"}, {"environment": "prod"}, {"labels": {"alertname": "X"}}]
)
def test_scope_is_part_of_the_fingerprint(change: dict[str, object]) -> None:
    assert profile("disk full", **change).fingerprint != profile("disk full").fingerprint


def test_a_profile_survives_json() -> None:
    one = profile("2024-01-02 10:00:00 ERROR Process worker-7 exited with code 137", environment="prod")
    assert profile_from_json(json.loads(json.dumps(profile_to_json(one)))) == one
    assert one.version == FP_VERSION


def test_params_are_the_masked_values_in_order() -> None:
    one = profile("Retrying 10.0.0.1:80 for job 17 in 5 seconds")
    assert one.template == "Retrying <*> for job <*> in <*>"
    assert one.params == ("10.0.0.1:80", "17", "5 seconds")


def test_a_redaction_placeholder_is_a_parameter_like_any_other() -> None:
    assert profile("login from [REDACTED:ip] failed").fingerprint == profile("login from 10.1.2.3 failed").fingerprint


def test_what_is_remembered_is_what_would_be_made_anew() -> None:
    """Whatever was asked before, and however little two reports differ in."""
    lines = ("ERROR disk full on db-01", "ERROR disk full on db-02", '{"level":"error","msg":"disk full"}', "P1 down")
    scopes = itertools.product(lines, ("prod", ""), (None, Severity.LOW), ({}, {"host": "a-1"}, {"host": "b-1"}))
    reports = [
        Report("r", tenant, "s", log, 0.0, environment=environment, severity=severity, labels=labels)
        for tenant in ("t", "u")
        for log, environment, severity, labels in scopes
    ]
    known = [profile_of(report) for report in (*reports, *reports)]
    for report, profile in zip((*reports, *reports), known, strict=True):
        _remembered.cache_clear()
        assert profile_of(report) == profile
