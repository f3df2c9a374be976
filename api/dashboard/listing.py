"""The query of the list page: read from its address, shown in its form, and passed to the store."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from api.ages import moment_of
from api.queries import incident_query
from tools.errors import InvalidRequest
from tools.nouns.incidents import IncidentQuery

LIVE = "live"
"""The word for what is open or acknowledged."""
ROWS = {"": 50, "100": 100}
"""Of a page, by what the address says."""
MOST_CHARACTERS = 300
"""Of one field; a longer one is cut, as nothing stored is so long."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The filters as they were written. Empty: not filtered by this."""

    q: str = ""
    status: str = ""
    severity: str = ""
    service: str = ""
    environment: str = ""
    label: str = ""
    since: str = ""
    """An age such as `24h`, or a time in RFC 3339."""
    until: str = ""
    recovering: str = ""
    sort: str = ""
    rows: str = ""

    @classmethod
    def of(cls, asked: QueryParams) -> "Listing":
        """What an address asks for."""
        return cls(**{each.name: asked.get(each.name, "").strip()[:MOST_CHARACTERS] for each in fields(cls)})

    def query(self, now: float, *, cursor: str = "") -> IncidentQuery:
        """For the store. Raises InvalidRequest, naming the field and what it takes."""
        live = self.status.lower() == LIVE
        asked = incident_query(
            status="" if live else self.status,
            service=self.service,
            severity=self.severity,
            environment=self.environment,
            recovering={"yes": True, "no": False}.get(self.recovering),
            text=self.q,
            label=self.label,
            since=moment_of("since", self.since, now) if self.since else None,
            until=moment_of("until", self.until, now) if self.until else None,
            sort=self.sort,
            limit=self._limit(),
            cursor=cursor[:MOST_CHARACTERS],
        )
        return replace(asked, live=live)

    def address(self, **more: str) -> str:
        """The list with these filters, as a link."""
        said = {name: value for name, value in {**dict(self._said()), **more}.items() if value}
        return "/ui/" + (f"?{urlencode(said)}" if said else "")

    @property
    def filtered(self) -> bool:
        """Something is left out."""
        return any(value for name, value in self._said() if name not in ("sort", "rows"))

    @property
    def narrowed(self) -> bool:
        """By more than what a narrow screen shows at once."""
        return any((self.service, self.environment, self.label, self.since, self.until, self.recovering))

    def _limit(self) -> int:
        if self.rows not in ROWS:
            raise InvalidRequest(f"rows: use {', '.join(filter(None, ROWS))}, or leave it out for {ROWS['']}")
        return ROWS[self.rows]

    def _said(self) -> Iterator[tuple[str, str]]:
        for each in fields(self):
            yield each.name, getattr(self, each.name)
