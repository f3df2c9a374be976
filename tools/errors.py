"""Every error the product raises on purpose, as one family.

IncidentResponderError
├── InvalidRequest      the caller's input is wrong                    (400 / 422)
├── TooLarge            the caller's input exceeds a size limit        (413)
├── Forbidden           the caller may not do this                     (403)
├── NotFound            this tenant has no such object                 (404)
│   └── NotDecidedYet       a report that may still wait in the queue      (404, with Retry-After)
├── Conflict            the object exists, but its state forbids this  (409)
├── Overloaded          a bounded queue is full: try again later       (429)
├── Unavailable         a backend cannot answer now                    (503)
│   └── StoreUnavailable    reports cannot be accepted durably         (503, readiness fails)
└── Misconfigured       the settings cannot work; the process must not start
    └── OtherEmbedder       the stored vectors come from another model
"""


class IncidentResponderError(Exception):
    """Base of the family. `kind` is the stable word used in problem+json `type`."""

    kind = "internal-error"

    def __init__(self, message: str, **detail: object) -> None:
        super().__init__(message)
        self.detail = detail


class InvalidRequest(IncidentResponderError, ValueError):
    """The caller sent invalid input. The message says what is wrong, where, and what to do.

    Also a ValueError, because LangGraph Studio shows the text of such errors to its user.
    """

    kind = "invalid-request"


class TooLarge(IncidentResponderError):
    """The caller's input is too large. The message gives the limit."""

    kind = "too-large"


class Forbidden(IncidentResponderError):
    """The caller is known but lacks a permission. The message says which one."""

    kind = "forbidden"


class NotFound(IncidentResponderError):
    """No such incident, runbook, report or user in the caller's tenant."""

    kind = "not-found"


class NotDecidedYet(NotFound):
    """No verdict yet on a report that may still wait in the queue. `retry_after` is in seconds."""

    kind = "not-decided-yet"
    retry_after = 2.0


class Conflict(IncidentResponderError):
    """The object's state forbids the act; the detail names the state or the root to use."""

    kind = "conflict"


class Overloaded(IncidentResponderError):
    """A bounded queue is full. `retry_after` is in seconds."""

    kind = "overloaded"

    def __init__(self, message: str, retry_after: float = 1.0, **detail: object) -> None:
        super().__init__(message, **detail)
        self.retry_after = retry_after


class Unavailable(IncidentResponderError):
    """A backend cannot answer now; nothing was half done."""

    kind = "unavailable"


class StoreUnavailable(Unavailable):
    """Nothing can be stored durably now (disk full, read-only, writer gone), so no report is accepted."""

    kind = "store-unavailable"


class Misconfigured(IncidentResponderError):
    """A setting is missing, weak or contradictory. The message names the variable, never its value."""

    kind = "misconfigured"


class OtherEmbedder(Misconfigured):
    """The stored vectors come from another embedder than the configured one. `stored` is that embedder's identity."""

    def __init__(self, stored: str, configured: str) -> None:
        super().__init__(
            f"EMBEDDINGS: the stored vectors come from {stored}, the configured embedder is {configured}. "
            "Run `incident-responder reindex`, or configure the old embedder."
        )
        self.stored = stored
