"""Figures as tables in a terminal."""

from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Column, Table

from api.console import console

if TYPE_CHECKING:
    from api.http.figure_answers import RepairTime, SpentTime, SummaryAnswer

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def print_tables(found: "SummaryAnswer") -> None:
    """Print the totals, then the figures by service and severity, what came back most and what took longest."""
    acts, put_right = found["feedback"], found["corrections"]
    console.print(f"{found['from']} to {found['to']} ({found['tz']})", highlight=False)
    totals = Table(show_header=False, box=None)
    ratings = acts["helpful"] + acts["unhelpful"]
    for name, value in (
        ("reports", str(found["reports"])),
        ("incidents", str(found["incidents"])),
        ("noise removed", _percent(found["noise_removed"])),
        ("regressions", str(found["regressions"])),
        ("acknowledged after", _both(found["mtta"])),
        ("fixed after", _both(found["mttr"]["fixed"])),
        ("recovered after", _both(found["mttr"]["recovered"])),
        ("advice that helped", f"{_percent(acts['help_rate'])} of {ratings} ratings"),
        ("merged by people", f"{put_right['merges']} ({_percent(put_right['merge_rate'])} of the incidents opened)"),
        ("split by people", f"{put_right['splits']} ({_percent(put_right['split_rate'])} of the duplicates)"),
    ):
        totals.add_row(name, value)
    console.print(totals, highlight=False)
    _print_groups(found)
    back = [(each["incident_id"], f"{each['incidents']} ×", each["title"]) for each in found["recurring"]]
    slow = [(each["incident_id"], short(each["seconds"]), each["title"]) for each in found["slowest"]]
    for title, lines in (("Came back most", back), ("Slowest to fix", slow)):
        if lines:
            ends = Column("title", no_wrap=True, overflow="ellipsis", ratio=1)
            table = Table("incident", "", ends, title=title, title_justify="left", box=None, expand=True)
            for line in lines:
                table.add_row(*map(escape, line))
            console.print(table)


def _print_groups(found: "SummaryAnswer") -> None:
    """Print one line per service or severity. 80 columns have room only for medians; `--json` has the rest."""
    numbers = (Column(name, no_wrap=True, justify="right") for name in ("reports", "opened", "back"))
    medians = (Column(name, no_wrap=True, justify="right") for name in ("acknowledged", "fixed", "recovered"))
    names = Column("half of them within", no_wrap=True, overflow="ellipsis", ratio=1)
    table = Table(names, *numbers, *medians, box=None, pad_edge=False, expand=True)
    for one in found["services"]:
        counts = (str(one["reports"]), str(one["incidents"]), str(one["regressions"]))
        table.add_row(escape(one["service"]) or "(no service)", *counts, *_all(one["mtta"], one["mttr"]))
    for other in found["severities"]:
        counts = ("", str(other["incidents"]), str(other["regressions"]))
        table.add_row(other["severity"], *counts, *_all(other["mtta"], other["mttr"]))
    if table.rows:
        console.print(table)


def _all(acknowledged: "SpentTime", repaired: "RepairTime") -> tuple[str, ...]:
    medians = (acknowledged["p50"], repaired["fixed"]["p50"], repaired["recovered"]["p50"])
    return tuple("–" if each is None else short(each) for each in medians)


def _both(seconds: "SpentTime") -> str:
    if seconds["p50"] is None or seconds["p90"] is None:
        return "–"
    return f"{short(seconds['p50'])} (9 of 10 within {short(seconds['p90'])}, {seconds['count']} in all)"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"


def short(seconds: float) -> str:
    """Return a duration in the unit that people would use."""
    for limit, size, unit in ((_MINUTE, 1, "s"), (_HOUR, _MINUTE, "min"), (_DAY, _HOUR, "h")):
        if seconds < limit:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / _DAY:.3g} d"
