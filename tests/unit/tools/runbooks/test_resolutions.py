"""What fixed a ticket is knowledge; that its alerts ended, or a machine's word alone, is none."""

from tools.nouns.events import Cure, Resolved
from tools.nouns.incidents import Incident, Status
from tools.nouns.redacted import stored
from tools.nouns.severity import Severity
from tools.runbooks.resolutions import resolution_section


def resolved(cure: Cure, *, unconfirmed: bool = False) -> Incident:
    said = Resolved(stored("raised the pool size"), stored("ada"), 5.0, None, cure=cure, unconfirmed=unconfirmed)
    return Incident(
        "inc_1", "acme", Status.RESOLVED, Severity.HIGH, stored("orders"), stored(""), None, stored("pool exhausted"),
        0.0, 0.0, 1, 1, "inc_1", resolution=said,
    )  # fmt: skip


def test_only_what_somebody_fixed_is_cited() -> None:
    section = resolution_section(resolved(Cure.FIXED))
    assert section is not None
    assert section.text == "raised the pool size"
    assert resolution_section(resolved(Cure.RECOVERED)) is None
    assert resolution_section(resolved(Cure.FIXED, unconfirmed=True)) is None
