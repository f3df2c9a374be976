"""Silences: messages that people do not want for a while. Every door uses these acts; each is audited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from api.acts.audited import audit
from api.acts.texts import named, written
from tools.errors import InvalidRequest
from tools.ids import new_silence_id
from tools.nouns.accounts import AuditAction
from tools.nouns.callers import Caller, Scope
from tools.nouns.severity import WORD_PATTERN, Severity
from tools.nouns.silences import Silence, SilenceMatch
from tools.ports import AccountStore, SilenceStore

LONGEST_SECONDS = 30 * 86_400.0
MOST_LABELS = 20
_GLOB = frozenset("*?[")
SEVERITY_PATTERN = rf"^\s*$|^(?!\s*[<>]=)[^\u0000-\u001f\u007f-\u009f]*[*?\[]|^([<>]=)?{WORD_PATTERN.removeprefix('^')}"
"""What `_severity` accepts, as a regular expression for the API's description."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedSilence:
    """The properties of a silence to create; see `Silence`. Times are epoch seconds; `starts_at` None means now."""

    until: float
    reason: str
    starts_at: float | None = None
    service: str = ""
    environment: str = ""
    severity: str = ""
    incident_id: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)


async def add_silence(
    silences: SilenceStore, accounts: AccountStore, caller: Caller, wanted: WantedSilence, now: float
) -> Silence:
    """Hold back matching messages between two times. Raises InvalidRequest, naming the field."""
    caller.require(Scope.RESPOND)
    starts_at = now if wanted.starts_at is None else wanted.starts_at
    _check_times(starts_at, wanted.until, now)
    silence = Silence(
        silence_id=new_silence_id(now),
        tenant=caller.tenant,
        match=_match(wanted),
        starts_at=starts_at,
        until=wanted.until,
        reason=written("reason", wanted.reason),
        by=caller.actor,
        made_at=now,
    )
    await silences.add(silence)
    await audit(accounts, caller, AuditAction.SILENCE_ADDED, silence.silence_id, reason=silence.reason)
    return silence


async def listed_silences(silences: SilenceStore, caller: Caller) -> Sequence[Silence]:
    """All silences of the tenant, newest first, including ended ones."""
    caller.require(Scope.READ)
    return await silences.silences(caller.tenant)


async def end_silence(
    silences: SilenceStore, accounts: AccountStore, caller: Caller, silence_id: str, now: float
) -> Silence:
    """End it now; each of its tickets that is live and not recovering is then announced once. Raises NotFound."""
    caller.require(Scope.RESPOND)
    silence = await silences.end(caller.tenant, silence_id, now)
    await audit(accounts, caller, AuditAction.SILENCE_ENDED, silence.silence_id)
    return silence


def _check_times(starts_at: float, until: float, now: float) -> None:
    if until <= max(now, starts_at):
        raise InvalidRequest("until: must be in the future, and after `from`")
    if until - max(now, starts_at) > LONGEST_SECONDS:
        raise InvalidRequest("until: a silence lasts at most 30 days: add another one when it is over")


def _match(wanted: WantedSilence) -> SilenceMatch:
    if len(wanted.labels) > MOST_LABELS:
        raise InvalidRequest(f"match.labels: has more than {MOST_LABELS} labels")
    match = SilenceMatch(
        service=_glob("service", wanted.service),
        environment=_glob("environment", wanted.environment),
        severity=_severity(wanted.severity),
        incident_id=_glob("incident_id", wanted.incident_id),
        labels={named("match.labels", name): _glob(f"labels.{name}", glob) for name, glob in wanted.labels.items()},
    )
    if match == SilenceMatch() or not all(match.labels.values()):
        raise InvalidRequest(
            "match: must not be empty: name a service, an environment, a severity, labels or an incident_id; "
            '"*" matches everything'
        )
    return match


def _glob(name: str, glob: str) -> str:
    return named(f"match.{name}", glob) if glob.strip() else ""


def _severity(glob: str) -> str:
    """Return the severity's name in capitals, whichever word was used for it."""
    given = glob.strip()
    sign = given[:2] if given[:2] in (">=", "<=") else ""
    word = given.removeprefix(sign).strip()
    if not given or (not sign and _GLOB & set(word)):
        return _glob("severity", given).upper()
    try:
        return sign + Severity.parse(word).name
    except ValueError as error:
        raise InvalidRequest(f"match.severity: {error}, a glob, or one after >= or <=") from error
