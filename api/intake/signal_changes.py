"""Records a change that a sender reports, through the same act as `POST /changes`."""

from api.acts.changes import record_change
from api.intake.firings import Source
from api.intake.redacted_signals import one_line
from api.intake.signal_outcomes import SignalOutcome
from api.intake.submission import Redaction
from tools.errors import InvalidRequest
from tools.inbound.signal import Ignored, Reason, ToldChange
from tools.ports import ChangeLog
from tools.text.hostile_characters import clean


async def keep_change(
    changes: ChangeLog, source: Source, ignored: Ignored, told: ToldChange, redaction: Redaction
) -> SignalOutcome:
    """Record the change. Skip an invalid one, such as one in the future; the outcome says why.

    Raises Forbidden for a caller who may not report, StoreUnavailable.
    """
    shown, reason = redaction(clean(ignored.text))[:200], Reason.CHANGE
    try:
        await record_change(
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
    return SignalOutcome(kind="ignored", reason=reason.value, detail=shown)
