"""PostgreSQL's csvlog and other comma-separated records of a log."""

import csv

from tools import deferred_re as re
from tools.nouns.severity import LEVELS
from tools.text.reading.header_fields import Headed

# `2026-03-02 05:42:01.278 GMT,"app","ledger",7904,…,FATAL,57P03,"the message",…`
_CSVLOG = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}[.\d]* [A-Z]{2,5},")
_LEVEL, _STATE, _MESSAGE, _DETAIL = 11, 12, 13, 14
_FIELDS = 23
# `Error,3/10/2026 6:41:19 AM,Service Control Manager,7034,None,"The … service terminated"`: an event viewer's export.
_EXPORT = re.compile(r"[^\W\d]{3,20},\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[ T]\d")
_EXPORT_LEVELS = {
    "fehler": "error",
    "warnung": "warning",
    "erreur": "error",
    "avertissement": "warning",
    "errore": "error",
}
_WORDS = 3


def read_export(line: str) -> Headed | None:
    """The level, event id and message of an exported row; None for anything else."""
    if not _EXPORT.match(line):
        return None
    try:
        row = next(csv.reader([line], strict=False))
    except (csv.Error, StopIteration):
        return None
    prose = [field for field in row[2:] if len(field.split()) > _WORDS]
    if len(row) < 5 or not prose:
        return None
    ident = next((f" event id {field}" for field in row[2:] if field.isdigit()), "")
    level = row[0].lower()
    return Headed(prose[-1] + ident, row[2], LEVELS.get(level) or _EXPORT_LEVELS.get(level, ""))


def read_csvlog(line: str) -> Headed | None:
    """The level and the message; None for anything else."""
    if not _CSVLOG.match(line):
        return None
    try:
        row = next(csv.reader([line], strict=False))
    except (csv.Error, StopIteration):
        return None
    if len(row) < _MESSAGE + 1 or row[_LEVEL].lower() not in LEVELS:
        return None
    return Headed(row[_MESSAGE], "", LEVELS[row[_LEVEL].lower()])
