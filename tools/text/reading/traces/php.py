"""PHP: fatal errors on one line or with a stack trace, chained by `Next`; Laravel's own form."""

from collections.abc import Sequence

from tools import deferred_re as re
from tools.text.reading.traces.trace import Trace, ends, plain, stem

_TOLD = re.compile(
    r"(?:.{0,200}?)PHP (?:Fatal error|Parse error|Warning|Notice|Deprecated|Recoverable fatal error"
    r"|Catchable fatal error): +(?:Uncaught )?(?P<what>.{1,600}?) in (?P<path>[^\s:]{1,300})(?::| on line )\d{1,9}"
)
_NEXT = re.compile(r"(?:Next )(?P<what>[A-Z][\w\\]{0,200}(?:: .{0,500}?)?) in (?P<path>[^\s:]{1,300}):\d{1,9}")
_UNCAUGHT = re.compile(
    r"(?:.{0,80}?)Fatal error: +(?:Uncaught )?(?P<what>.{1,600}?) in (?P<path>[^\s:]{1,300})(?::| on line )\d{1,9}"
)
_FRAME = re.compile(r"#\d{1,4} (?P<path>[^\s()]{1,300})\(\d{1,9}\): (?P<where>[\w\\]{0,200}(?:->|::)?[\w{}]{1,200})")
_OBJECT = re.compile(
    r"\[object\] \((?P<class>[\w\\]{1,200})\(code: [^)]{0,20}\): (?P<what>.{1,600}?) at "
    r"(?P<path>[^\s:]{1,300}):\d{1,9}\)"
)
_LIBRARY = ("/vendor/", "phar://")


def read(lines: Sequence[str]) -> Trace | None:
    """None if the lines contain no PHP error."""
    first = next((found for line in lines[:10] if (found := _TOLD.match(line) or _UNCAUGHT.match(line))), None)
    if first is None:
        return _laravel(lines)
    later = [found for line in lines if (found := _NEXT.match(line))]
    raised = [first["what"], *(found["what"] for found in later)][::-1]
    return Trace(ends([_told(each) for each in raised]), _innermost(first["path"], lines), True, "php")


def _laravel(lines: Sequence[str]) -> Trace | None:
    found = next((found for line in lines[:10] if "[object] (" in line and (found := _OBJECT.search(line))), None)
    if found is None:
        return None
    text = found["what"].replace("\\\\", "\\")
    short = found["class"].replace("\\\\", "\\").rpartition("\\")[2]
    return Trace(
        (f"{short}: {text}",), _innermost(found["path"], "\n".join(lines).replace("\\n", "\n").split("\n")), True, "php"
    )


def _told(what: str) -> str:
    """A class without its namespace, and the text, shortened like other languages' classes."""
    return re.sub(r"^(?:\w+\\)+", "", what.strip())


def _innermost(path: str, lines: Sequence[str]) -> str:
    """The file where it was thrown, or the first frame outside vendor/."""
    if not any(mark in path for mark in _LIBRARY):
        return plain(stem(path))
    own = [
        found for line in lines if (found := _FRAME.match(line)) and not any(mark in found["path"] for mark in _LIBRARY)
    ]
    return plain(stem(own[0]["path"])) if own else plain(stem(path))
