"""What was changed over there, kept by the same act as what is told at `POST /changes`."""

from api.acts.changes import tell_change
from api.intake.firings import Source
from api.intake.redacted_signals import one_line
from api.intake.submission import Redaction
from api.intake.taken import Taken
from tools.errors import InvalidRequest
from tools.inbound.signal import Ignored, Reason, ToldChange
from tools.ports import ChangeLog
from tools.text.hostile_characters import clean


async def keep_change(
    changes: ChangeLog, source: Source, ignored: Ignored, told: ToldChange, redaction: Redaction
) -> Taken:
    """Keep it; one that cannot be kept, a change of tomorrow for example, is named and changes nothing.

    Raises Forbidden for a caller who may not report, StoreUnavailable.
    """
    shown, reason = redaction(clean(ignored.text))[:200], Reason.CHANGE
    try:
        await tell_change(
            changes,
            source.caller,
            source.now,
            text=told.text,
            service=one_line(source.service(told.service)),
            environment=one_line(told.environment),
            version=one_line(told.version),
            url=told.url,
            at=told.at,
            event_id="\x1f".join((source.sender, told.event_id)) if told.event_id else "",
        )
    except InvalidRequest as error:
        shown, reason = redaction(str(error))[:200], Reason.UNREADABLE
    return Taken(kind="ignored", reason=reason.value, detail=shown)
