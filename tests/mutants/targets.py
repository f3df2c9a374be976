"""What may be broken, and which tests are asked whether they notice: fast ones that promise something of that code."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """Paths as globs of product files, and paths of tests."""

    code: tuple[str, ...]
    tests: tuple[str, ...]


READS_THE_SOURCE = "--ignore=tests/unit/api/acts/test_audited.py"
"""It judges how acts are written, and where mutants stand each function is written many times over."""

TARGETS = {
    "rules": Target(
        ("tools/rules/*", "api/intake/*", "api/acts/*"),
        (
            "tests/unit/agents",
            "tests/unit/graph",
            "tests/unit/api/acts",
            READS_THE_SOURCE,
            "tests/unit/api/intake",
            "tests/unit/api/routes",
            "tests/unit/api/worker",
            "tests/unit/api/test_app_keeps_no_secret.py",
            "tests/unit/api/test_senders.py",
            "tests/unit/tools/rules",
            "tests/unit/tools/tickets",
            "tests/contract/test_embedded_ticket_store.py",
            "tests/contract/test_embedded_maintenance.py",
        ),
    ),
    "redaction": Target(
        ("tools/text/redaction/*", "tools/text/hostile_characters.py", "tools/text/visible.py"),
        ("tests/unit/tools/text", "tests/unit/api/acts/test_texts.py", "tests/unit/api/intake/test_submission.py"),
    ),
    "tokens": Target(
        ("api/auth/*",),
        (
            "tests/unit/api/auth",
            "tests/unit/api/routes",
            "tests/unit/api/dashboard/test_sign_in.py",
            "tests/unit/api/dashboard/test_single_sign_on.py",
            "tests/unit/api/test_bootstrap.py",
        ),
    ),
    "access": Target(
        ("tools/nouns/callers.py", "api/deps.py", "api/auth/admission.py", "api/auth/accounts.py"),
        (
            "tests/unit/api/auth",
            "tests/unit/api/acts",
            READS_THE_SOURCE,
            "tests/unit/api/routes",
            "tests/unit/api/test_app_access.py",
        ),
    ),
}
