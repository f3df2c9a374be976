"""Writes the suite's result as JUnit XML, which continuous integration shows case by case."""

from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from evals.summary import Outcome


def write_junit(path: Path, outcomes: Sequence[Outcome], shortfalls: Sequence[str], seconds: float) -> None:
    """Write one `testcase` per golden case, named by its id below its first tag, and one per missed threshold.

    A failed case may be within its threshold: only missed thresholds make the suite fail. Raises OSError.
    """
    failed = sum(not outcome.passed for outcome in outcomes)
    suite = Element(
        "testsuite",
        name="golden",
        tests=str(len(outcomes) + len(shortfalls)),
        failures=str(failed + len(shortfalls)),
        time=f"{seconds:.3f}",
    )
    for outcome in outcomes:
        folder = min(outcome.case.tags, default="golden")
        case = SubElement(
            suite, "testcase", classname=folder, name=outcome.case.id, time=f"{outcome.results.seconds:.3f}"
        )
        if not outcome.passed:
            failure = SubElement(case, "failure", message=_printable(outcome.reasons[0]))
            failure.text = _printable("\n".join((outcome.case.why, *outcome.reasons)))
    for fault in shortfalls:
        case = SubElement(suite, "testcase", classname="thresholds", name=fault.partition(":")[0])
        SubElement(case, "failure", message=_printable(fault))
    path.parent.mkdir(parents=True, exist_ok=True)
    indent(suite)
    ElementTree(suite).write(path, encoding="utf-8", xml_declaration=True)


def _printable(text: str) -> str:
    """Replace control characters, since XML 1.0 allows only tab and line ends."""
    return "".join(char if char >= " " or char in "\t\n\r" else "?" for char in text)
