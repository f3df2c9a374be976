"""The pages behind a problem's `type`: what the kind of error means and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """What a kind of problem means, and what the client can do."""

    meaning: str
    cure: str


PAGES: Mapping[str, ProblemPage] = {
    "malformed-request": ProblemPage(
        "The body cannot be read: it is not the JSON, form, text or gzip that its headers promise.",
        "Look at the place that `detail` names, and send it again.",
    ),
    "unauthorized": ProblemPage(
        "The request has no token or key, or one that is wrong, expired or revoked. All of these get the same answer.",
        "Get a token from POST /login, or a key from an administrator, and send it as a bearer token.",
    ),
    "forbidden": ProblemPage(
        "The caller is known but may not do this.", "Use a user or key with the right that `detail` names."
    ),
    "not-found": ProblemPage(
        "The caller's tenant has nothing with that name.", "Check the id; a list shows what there is."
    ),
    "not-decided-yet": ProblemPage(
        "The report was accepted and may still wait in the queue.", "Ask again after the seconds in `Retry-After`."
    ),
    "method-not-allowed": ProblemPage(
        "The address does not accept this method.", "Use one of the methods in the `Allow` header."
    ),
    "timeout": ProblemPage("The body came too slowly.", "Send it again, in smaller parts."),
    "conflict": ProblemPage(
        "The current state forbids this, or a request with the same Idempotency-Key is still being handled.",
        "Read in `detail` which state it is in, or which incident to use instead.",
    ),
    "too-large": ProblemPage("The body is larger than the limit.", "Send the part that matters, or several requests."),
    "unsupported-media-type": ProblemPage(
        "This address does not accept the body's type or compression.", "Send JSON, uncompressed."
    ),
    "misdirected-request": ProblemPage(
        "The request names a host that is not this server's.", "Set PUBLIC_URL to the address that clients use."
    ),
    "invalid-request": ProblemPage(
        "The body can be read, but a field is wrong.", "`errors` names each field and what it must be."
    ),
    "rate-limited": ProblemPage(
        "More requests came than the limit allows.", "Wait for the seconds in `Retry-After`, then continue more slowly."
    ),
    "overloaded": ProblemPage(
        "Too many new problems are waiting. Nothing of the request was stored.",
        "Send it again after the seconds in `Retry-After`.",
    ),
    "unavailable": ProblemPage(
        "A service that the server needs does not answer. Nothing was left half done.",
        "Send it again after the seconds in `Retry-After`.",
    ),
    "store-unavailable": ProblemPage(
        "Nothing can be stored durably at the moment, so nothing is accepted.",
        "Send it again later; operators find the reason in the log and in GET /readyz.",
    ),
    "misconfigured": ProblemPage("A setting cannot work.", "Operators find its name in `detail`."),
    "internal-error": ProblemPage(
        "Something went wrong on the server.", "Operators find the place in the server's log. Please report it."
    ),
}


def page_of(kind: str) -> str | None:
    """Return the page as HTML without scripts or styles; None for an unknown kind."""
    page = PAGES.get(kind)
    if page is None:
        return None
    title = escape(kind.replace("-", " ").capitalize())
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
    return f"{head}<h1>{title}</h1><p>{escape(page.meaning)}</p><h2>What to do</h2><p>{escape(page.cure)}</p></html>"
