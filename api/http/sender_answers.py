"""Response bodies for senders and for the people who connect them: signals, keys, changes."""

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from api.http.knowledge_answers import documented
from tools.nouns.json_types import Json


@documented
class ChangeAnswer(TypedDict):
    """A change that was recorded."""

    change_id: str
    service: str
    environment: str
    at: str


@documented
class SignalsAnswer(TypedDict):
    """One signal for each alert in a sender's body, in its order."""

    signals: list[Json]
    """`kind` (fired, recovered, acted, ignored), `status`, `reminder`, `incident_id`, `severity`, `dedup_key`, …"""

    counts: dict[str, int]
    warnings: NotRequired[list[str]]


@documented
class SignalList(TypedDict):
    """What is stored about received bodies, newest first."""

    outcome: Literal["last", "unmatched", "refused"]
    count: int
    """The number on this page."""

    signals: list[Json]
    next_cursor: str | None


@documented
class KeyAnswer(TypedDict):
    """A key as lists show it: never the key itself, never its signing secret."""

    key_id: str
    name: str
    scopes: list[str]
    sender: str
    service: str
    environment: str
    has_signing_secret: bool
    old_secret_until: str | None
    """Until then the secret before is valid too."""

    require_signature: bool
    recovery_quiet_seconds: float | str | None
    mapping: dict[str, str]
    heartbeat: bool
    topic: str
    """The Amazon SNS topic that the first confirmation bound it to."""

    made_by: str
    created_at: str
    expires_at: str | None
    revoked_at: str | None
    last_used_at: str | None
    state: Literal["active", "expired", "revoked"]


@documented
class NewKeyAnswer(KeyAnswer):
    """A key that was just made."""

    key: str
    """The key itself, shown only here."""


@documented
class KeyList(TypedDict):
    """The keys of a tenant."""

    count: int
    keys: list[KeyAnswer]
    next_cursor: str | None
