"""Reads the routes from the file."""

from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from tools.nouns.notices import NoticeKind
from tools.nouns.routes import Globs, Match, Route
from tools.nouns.severity import Severity
from tools.routing import values
from tools.routing.faults import Faults
from tools.routing.toml_lines import Path, line_of
from tools.routing.values import TomlValue
from tools.rules.routes import STARTS

T = TypeVar("T")
KEYS = ("match", "to", "unacknowledged_after", "escalate_to", "continue")
MATCH_KEYS = ("tenant", "service", "environment", "severity", "kind", "labels")
_NO_TABLE: Mapping[str, TomlValue] = {}
_NO_TEXTS: tuple[str, ...] = ()
_NO_SEVERITY: frozenset[Severity] = frozenset()
_NO_KIND: frozenset[NoticeKind] = frozenset()


class RouteReader:
    """Reads `[[route]]` tables, one at a time."""

    def __init__(self, faults: Faults, destinations: Collection[str]) -> None:
        self._faults = faults
        self._destinations = destinations

    def read(self, stored: Mapping[str, TomlValue], path: Path) -> Route:
        """Read one route; problems are added to the faults."""
        for key in stored:
            if key not in KEYS:
                self._faults.unknown((*path, key), KEYS)
        if "to" not in stored:
            self._faults.add(path, "`to` is missing: name destinations, or write [] to send matching messages nowhere")
        route = Route(
            match=self._match(self._value(stored, path, "match", values.table, _NO_TABLE), (*path, "match")),
            to=self._names(stored, path, "to"),
            unacknowledged_after=self._value(stored, path, "unacknowledged_after", values.seconds, None),
            escalate_to=self._names(stored, path, "escalate_to"),
            goes_on=self._value(stored, path, "continue", values.truth, default=False),
            line=line_of(self._faults.lines, path),
        )
        self._check_escalation(stored, route, path)
        return route

    def _match(self, stored: Mapping[str, TomlValue], path: Path) -> Match:
        for key in stored:
            if key not in MATCH_KEYS:
                self._faults.unknown((*path, key), MATCH_KEYS)
        labels = self._value(stored, path, "labels", values.table, _NO_TABLE)
        return Match(
            tenant=self._globs(stored, path, "tenant"),
            service=self._globs(stored, path, "service"),
            environment=self._globs(stored, path, "environment"),
            severities=self._value(stored, path, "severity", values.severities, _NO_SEVERITY),
            kinds=self._value(stored, path, "kind", values.kinds, _NO_KIND),
            labels=tuple((name, self._globs(labels, (*path, "labels"), name)) for name in labels),
        )

    def _globs(self, stored: Mapping[str, TomlValue], path: Path, key: str) -> Globs:
        return self._value(stored, path, key, values.texts, _NO_TEXTS)

    def _names(self, stored: Mapping[str, TomlValue], path: Path, key: str) -> tuple[str, ...]:
        names = self._value(stored, path, key, values.texts, _NO_TEXTS)
        for name in names:
            try:
                values.known(name, self._destinations)
            except ValueError as error:
                self._faults.add((*path, key), f"{error}".replace("there is no", "there is no destination"))
        return names

    def _check_escalation(self, stored: Mapping[str, TomlValue], route: Route, path: Path) -> None:
        if ("unacknowledged_after" in stored) != ("escalate_to" in stored):
            missing = "escalate_to" if "unacknowledged_after" in stored else "unacknowledged_after"
            self._faults.add(path, f"`{missing}` is missing: `unacknowledged_after` and `escalate_to` belong together")
        elif "escalate_to" in stored and not route.escalate_to:
            self._faults.add((*path, "escalate_to"), "name a destination, or leave `unacknowledged_after` out")
        if route.unacknowledged_after and route.match.kinds and not route.match.kinds & STARTS:
            starts = ", ".join(sorted(each.value for each in STARTS))
            self._faults.add(
                (*path, "unacknowledged_after"), f"its kinds never begin a wait: `match.kind` needs one of {starts}"
            )

    def _value(
        self, stored: Mapping[str, TomlValue], path: Path, key: str, read: Callable[[TomlValue], T], default: T
    ) -> T:
        if key not in stored:
            return default
        try:
            return read(stored[key])
        except ValueError as error:
            self._faults.add((*path, key), str(error))
            return default
