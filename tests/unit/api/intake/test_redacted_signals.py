"""No field of a signal keeps a secret, a terminal sequence or a line end where a name belongs."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, get_type_hints

import pytest

from api.intake.redacted_signals import MAX_NAME, one_line, redacted_signal
from tools.inbound.signal import Acted, Action, Fired, Recovered
from tools.nouns.severity import Severity
from tools.text.redaction.redact import redact

MAIL, HIDDEN = "jane.doe@example.com", "[REDACTED:email]"
TEXT, CLEAN = f"of \x1b[31m{MAIL}\x1b[0m", f"of {HIDDEN}"
NAME, LINE = f"of\n{MAIL}\u200b", f"of {HIDDEN}"


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("  payments \t api\n", "payments api"),
        ("pay\x00ments\u200b", "payments"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("x" * 300, "x" * MAX_NAME),
        ("x" * (MAX_NAME - 1) + " y", "x" * (MAX_NAME - 1)),
        (" \n", ""),
    ],
)
def test_a_name_is_one_printable_line(name: str, line: str) -> None:
    assert one_line(name) == line


def test_a_firing_keeps_no_secret_and_all_else() -> None:
    fired = Fired(
        TEXT,
        TEXT,
        service=NAME,
        environment=NAME,
        severity=Severity.HIGH,
        host=TEXT,
        labels={TEXT: TEXT, "team": "hall"},
        runbook_url=f"https://wiki/{MAIL}",
        dashboard_url=f"https://board/{MAIL}",
        starts_at=1.0,
        expires_at=2.0,
        dedup_key=MAIL,
        release=NAME,
        event_id="e1",
        is_test=True,
        grouped_by=(MAIL, "team"),
    )
    assert redacted_signal(fired, redact) == Fired(
        CLEAN,
        CLEAN,
        service=LINE,
        environment=LINE,
        severity=Severity.HIGH,
        host=CLEAN,
        labels={CLEAN: CLEAN, "team": "hall"},
        runbook_url=redact(f"https://wiki/{MAIL}"),
        dashboard_url=redact(f"https://board/{MAIL}"),
        starts_at=1.0,
        expires_at=2.0,
        dedup_key=HIDDEN,
        release=LINE,
        event_id="e1",
        is_test=True,
        grouped_by=(HIDDEN, "team"),
    )
    assert redacted_signal(Fired("a", "b"), redact) == Fired("a", "b")


def test_an_end_keeps_no_secret_and_all_else() -> None:
    over = Recovered(MAIL, 3.0, 1.0, TEXT, TEXT, NAME, NAME, TEXT, {TEXT: TEXT}, "e1", (MAIL,), True)
    assert redacted_signal(over, redact) == Recovered(
        HIDDEN, 3.0, 1.0, CLEAN, CLEAN, LINE, LINE, CLEAN, {CLEAN: CLEAN}, "e1", (HIDDEN,), True
    )
    assert len(fields(Recovered)) == 12, "each field is told above"


def test_an_act_keeps_no_secret_and_all_else() -> None:
    acted = Acted(Action.COMMENTED, MAIL, NAME, False, TEXT, 3.0, 1.0, TEXT, NAME, "inc_1", "e1", "a1")
    assert redacted_signal(acted, redact) == Acted(
        Action.COMMENTED, HIDDEN, LINE, False, CLEAN, 3.0, 1.0, CLEAN, LINE, "inc_1", "e1", "a1"
    )
    assert len(fields(Acted)) == 12, "each field is told above"


@pytest.mark.parametrize("kind", [Fired, Recovered, Acted])
def test_no_field_of_any_kind_is_forgotten(kind: type[Fired | Recovered | Acted]) -> None:
    """A field that comes later is cleaned too, or is an id: those are hashed, or compared with ours."""
    told: dict[Any, Any] = {str: MAIL, str | None: MAIL, Mapping[str, str]: {MAIL: MAIL}, tuple[str, ...]: (MAIL,)}
    words = {name: told[hint] for name, hint in get_type_hints(kind).items() if hint in told}
    others = {"action": Action.COMMENTED} if kind is Acted else {}
    signal: Any = kind(**words, **others)
    clean = redacted_signal(signal, redact)
    assert {name for name in words if MAIL in str(getattr(clean, name))} <= {"event_id", "incident_id", "by_id"}
