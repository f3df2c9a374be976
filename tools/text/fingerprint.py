"""A report's identity: a pure, versioned function of tenant, service, environment, template and identity entities."""

import hashlib
import re

from tools.types import Profile, Report

FP_VERSION = 1


def profile_of(report: Report) -> Profile:
    """What matching knows of the report. Its fingerprint never changes with learning."""
    message = report.log.strip()
    template = re.sub(r"\S*\d\S*", "<*>", message)
    key = "\x1f".join((str(FP_VERSION), report.tenant, report.service, report.environment, template))
    return Profile(hashlib.sha256(key.encode()).hexdigest()[:32], FP_VERSION, message, template)
