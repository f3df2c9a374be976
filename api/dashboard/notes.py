"""The note about the last act, shown on the next page with an undo button. It is carried in the page's address."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tools.ids import is_incident_id

MOST = 50
"""The most incidents that one note can be about."""
_UNDO = {
    "acknowledged": "Give back",
    "resolved": "Undo the resolve",
    "merged": "Undo the merge",
    "split": "Undo the split",
}
_TEXTS = {
    "acknowledged": "Acknowledged: others see that you are working on it.",
    "resolved": "Resolved. Later regressions will say what fixed it.",
    "merged": "Merged: later reports of both are counted here.",
    "split": "Split: later reports of this part are counted here.",
    "given-back": "No longer acknowledged: others see that nobody is working on it.",
    "reopened": "Reopened.",
    "amended": "The resolution is corrected; the earlier text is kept.",
    "commented": "The comment is on the timeline.",
    "rated": "Thank you: your rating is on the timeline.",
    "advised": "New advice was made from the present runbooks and resolutions.",
    "undone": "Undone.",
    "stored": "The runbook is stored. The next search uses it.",
    "deleted": "The runbook is removed.",
    "silenced": "Silenced until the time you gave.",
    "unsilenced": "The silence is over.",
    "replayed": "The delivery will be tried again.",
    "tenant-made": "The tenant is added: now add its first administrator.",
    "tenant-changed": "The tenant is changed. This takes effect everywhere within seconds.",
    "secret-set": "The signing secret is set. Every process checks signatures with it within seconds.",
    "secret-removed": "The signing secret is removed: the key alone admits reports now.",
    "revoked": "The key is revoked. Every process refuses it within seconds.",
}
_WORD = re.compile(r"[a-z-]{3,16}")


@dataclass(frozen=True, slots=True)
class Note:
    """`ids` are the incidents it is about; `into` is the one they were merged into or split off from."""

    word: str
    ids: tuple[str, ...] = ()
    into: str = ""

    @property
    def text(self) -> str:
        """The text of the note."""
        return f"{len(self.ids)} incidents. {_TEXTS[self.word]}" if len(self.ids) > 1 else _TEXTS[self.word]

    @property
    def undo(self) -> str:
        """The label of the undo button; "" if the act cannot be undone."""
        return _UNDO.get(self.word, "") if self.ids else ""

    def address(self, place: str) -> str:
        """The address of the page at `place`, with this note."""
        path, mark, anchor = place.partition("#")
        said = ".".join((self.word, self.into, *self.ids))
        return f"{path}{'&' if '?' in path else '?'}note={quote(said, safe='')}{mark}{anchor}"


def note_of(request: Request) -> Note | None:
    """The note in a page's address; None unless it is one of ours: a crafted address cannot show other texts."""
    word, *rest = request.query_params.get("note", "")[: 40 * (MOST + 2)].split(".")
    if not _WORD.fullmatch(word) or word not in _TEXTS:
        return None
    into, ids = (rest[0], rest[1:]) if rest else ("", [])
    if not all(is_incident_id(each) for each in (*ids, *([into] if into else []))) or len(ids) > MOST:
        return None
    return Note(word, tuple(ids), into)


def redirect_with_note(place: str, word: str, *ids: str, into: str = "") -> Response:
    """Redirect to a page that shows a note about the act."""
    return RedirectResponse(Note(word, ids, into).address(place), 303)
