"""Java, Kotlin, Scala: `Caused by:`, suppressed and circular ones, root cause first or last."""

from collections.abc import Sequence

from tools import deferred_re as re
from tools.text.reading.traces.trace import Trace, ends, plain

_FRAME = re.compile(
    r"\s*at (?:[\w.@-]{1,80}/{1,2})?(?P<where>[\w.$<>`-]{2,300})\((?:[\w$.-]{1,120}\.(?:java|kts?|scala|groovy|clj|js)"
    r"(?::\d{1,9})?|SourceFile(?::\d{1,9})?|Unknown(?: Source)?|Native Method|<generated>)\)"
)
_RAISED = re.compile(
    r"(?P<indent>\s*)(?P<mark>Caused by: |Wrapped by: |Suppressed: |Exception in thread \"[^\"\n]{0,200}\" )?(?P<what>"
    r"(?:[\w$]{1,100}\.){0,12}[A-Z][\w$]{1,200}(?::.{0,600})?)$"
)
_INLINE = re.compile(
    r"(?P<what>(?:[\w$]{1,100}\.){1,12}[A-Z][\w$]{1,200}(?:Exception|Error|Throwable|Failure|Fault|Exit|Interrupt)\b.{0,600})$"
)
_CIRCULAR = re.compile(r"\s*(?:Caused by: )?\[?CIRCULAR REFERENCE:?")
# Android's line between "FATAL EXCEPTION" and the exception.
_PROCESS = re.compile(r"\s*Process: [\w.:]{1,120}, PID: \d{1,9}$")
# The language, its runtime, and libraries that throw on behalf of their callers.
_LIBRARY = (
    "java.", "javax.", "jakarta.", "jdk.", "sun.", "com.sun.", "kotlin.", "kotlinx.", "scala.", "groovy.",
    "clojure.", "android.", "androidx.", "dalvik.", "com.google.common.", "com.google.gson.",
    "com.google.protobuf.", "org.apache.", "org.springframework.", "org.hibernate.", "org.jboss.", "org.eclipse.",
    "org.postgresql.", "com.mysql.", "oracle.", "org.mariadb.", "com.zaxxer.", "io.netty.", "io.grpc.",
    "io.lettuce.", "io.micrometer.", "io.vertx.", "io.undertow.", "redis.clients.", "com.fasterxml.",
    "com.mongodb.", "com.rabbitmq.", "reactor.", "rx.", "io.reactivex.", "okhttp3.", "okio.", "retrofit2.",
    "feign.", "akka.", "play.", "ch.qos.", "org.slf4j.", "org.mockito.", "org.junit.", "com.amazonaws.",
    "software.amazon.", "com.datastax.", "org.elasticsearch.", "org.jooq.", "org.flywaydb.", "com.netflix.",
    "org.quartz.", "net.sf.", "org.aspectj.", "lombok.",
)  # fmt: skip


def read(lines: Sequence[str]) -> Trace | None:
    """None if the lines contain no frame of the JVM."""
    frames: list[list[str]] = []
    raised: list[str] = []
    skipping: int | None = None
    wrapped = False
    for index, line in enumerate(lines):
        found = _FRAME.match(line)
        if found:
            if skipping is None and frames:
                frames[-1].append(found["where"])
            elif skipping is None:
                frames.append([found["where"]])
            continue
        what = _headline(line, lines, index)
        if what is None or _CIRCULAR.match(line) or _PROCESS.match(line):
            continue
        mark, indent, text = what
        if mark == "Suppressed: " or (skipping is not None and indent > skipping):
            skipping = indent if skipping is None else skipping
            continue
        skipping = None
        wrapped = wrapped or mark == "Wrapped by: "
        raised.append(text)
        frames.append([])
    if not any(frames):
        return None
    order = raised[::-1] if wrapped else raised
    return Trace(ends(order), _innermost(frames if wrapped else frames[::-1]), bool(raised), "jvm")


def _headline(line: str, lines: Sequence[str], index: int) -> tuple[str, int, str] | None:
    """(mark, indent, class and text) of a line with an exception: it is marked as one, or a frame follows."""
    found = _RAISED.match(line.rstrip())
    follows = next((_FRAME.match(each) for each in lines[index + 1 : index + 4] if each.strip()), None)
    if found and (found["mark"] or follows or any(_FRAME.match(each) for each in lines[index + 1 : index + 12])):
        return found["mark"] or "", len(found["indent"].expandtabs(8)), found["what"].strip()
    inline = _INLINE.search(line.rstrip()) if follows else None
    return ("", 0, inline["what"].strip()) if inline else None


def _innermost(frames: Sequence[Sequence[str]]) -> str:
    """The application's first frame, searched from the root cause outwards."""
    own = next((where for part in frames for where in part if not where.startswith(_LIBRARY)), "")
    return plain(own or next((where for part in frames for where in part), ""))
