"""Severity words of log headers, as debug, info, warning, error or fatal."""

LEVELS = {
    "trace": "debug", "debug": "debug", "dbg": "debug", "verbose": "debug", "fine": "debug", "finer": "debug",
    "info": "info", "information": "info", "notice": "info", "informational": "info", "note": "info", "log": "info",
    "warn": "warning", "warning": "warning", "wrn": "warning",
    "error": "error", "err": "error", "severe": "error", "failure": "error",
    "fatal": "fatal", "critical": "fatal", "crit": "fatal", "emerg": "fatal", "emergency": "fatal", "panic": "fatal",
    "alert": "fatal",
}  # fmt: skip
# One letter, as klog, logcat and MongoDB write it.
LETTERS = {"V": "debug", "D": "debug", "I": "info", "N": "info", "W": "warning", "E": "error", "F": "fatal"}
# Levels of one class report the same thing; the sender's choice between "error" and "fatal" is no other problem.
CLASSES = {"debug": "info", "info": "info", "warning": "warning", "error": "error", "fatal": "error"}
