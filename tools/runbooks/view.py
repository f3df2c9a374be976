"""What one tenant can search, in memory: sections grouped into entries, a word index and a matrix of vectors."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tools.nouns.knowledge import RESOLUTION, TITLE, Section, SectionRow
from tools.nouns.redacted import Redacted
from tools.runbooks.lexical import Entry, LexicalIndex
from tools.runbooks.phrases import Scores
from tools.runbooks.query import QUERY_TERMS, Query
from tools.runbooks.quotations import QuotationIndex
from tools.runbooks.signs import SignIndex, signs_of_entry
from tools.text.headings import Role, role_of
from tools.text.words.identifiers import name_key

# The evidence is a weighted sum of shares and cosines, each 0–1 in any collection, 4 together. The share of the name
# counts most: in naming a runbook its author said what it is about. The nearest section's cosine comes next. The share
# of the text is spread over a whole document, and the name's cosine repeats the name's share, so both count less.
# Of some 1,700 combinations those best on Cortex's alerts; on the other collection's, R@1 is then .975 (before: .970).
# The other way round Cortex falls to .835, so the weights of that choice were not taken.
TEXT_SHARE_WEIGHT = 0.75
NAME_SHARE_WEIGHT = 1.0
PHRASE_SHARE_WEIGHT = 0.5
SECTION_WEIGHT = 1.25
NAME_WEIGHT = 0.5
# A message or code that the entry quotes literally nearly decides, but not for an entry that is about another thing.
# Without it ten more golden cases fail (`python -m evals`); the public alert texts quote nothing and do not move.
QUOTED = 1.25
# The entry's name in the text outweighs similar words; a name that the alert's author gave in a label outweighs
# everything: it weighs more than all other evidence can together.
MENTIONED = 1.75
GIVEN = 8.0

# A problem's impact, verification and prevention are not what to read first, however similar they are
# to the report: such a section comes first only if there is no other.
READ_LATER = frozenset((Role.IMPACT, Role.VERIFICATION, Role.PREVENTION, Role.ASIDE))
NOT_FIRST = 2.0

NOTHING_KNOWN: Mapping[str, float] = {}


@dataclass(frozen=True, slots=True)
class Finding:
    """One entry found by a query: the sum of evidence, its sections in reading order, and the one to read first.

    The first one is the nearest to the query among those that say what is wrong or what to do.
    """

    evidence: float
    sections: Sequence[Section]
    first: Section


@dataclass(slots=True)
class _Group:
    """The rows of one entry, sorted into its sections and its names."""

    sections: list[Section] = field(default_factory=list)
    names: list[Redacted] = field(default_factory=list)
    section_rows: list[SectionRow] = field(default_factory=list)
    name_rows: list[SectionRow] = field(default_factory=list)


class _Vectors:
    """One matrix with the vectors of all entries; those of an entry begin at its place in `starts`."""

    def __init__(self, entries: Sequence[Sequence[SectionRow]]) -> None:
        rows = [row for entry in entries for row in entry]
        joined = np.frombuffer(b"".join(row.vector for row in rows), np.float32)
        self._matrix = joined.reshape(len(rows), -1) if rows else np.empty((0, 0), np.float32)
        self._places = {row.id: place for place, row in enumerate(rows)}
        self.starts = np.cumsum([0, *map(len, entries)])[:-1]

    def cosines(self, direction: Scores, known: Mapping[str, float]) -> Scores:
        """Return one cosine per vector: the known one by `SectionRow.id`, else one computed here."""
        cosines = self._matrix @ direction
        for name in known.keys() & self._places.keys():
            cosines[self._places[name]] = known[name]
        return cosines

    def best(self, cosines: Scores) -> Scores:
        """Return the highest cosine of each entry."""
        return np.maximum.reduceat(cosines, self.starts)


class View:
    """Entries are documents, chapters of a playbook, or past resolutions. Immutable: rebuilt when rows change."""

    def __init__(self, rows: Sequence[SectionRow]) -> None:
        """Takes rows from `tools.runbooks.rows` and `resolutions`; those of one document are in reading order."""
        self.rows = rows
        self._groups = _grouped(rows)
        self._sections = _Vectors([group.section_rows for group in self._groups])
        self._later = np.array(
            [role_of(section.heading) in READ_LATER for group in self._groups for section in group.sections], np.float32
        )
        self._names = _Vectors([group.name_rows for group in self._groups])
        self._keys = [frozenset(map(name_key, group.names)) - {""} for group in self._groups]
        self._entry_of: dict[str, int] = {
            section.citation: number for number, group in enumerate(self._groups) for section in group.sections
        }
        self._index = LexicalIndex(
            [Entry(group.names, [section.text for section in group.sections]) for group in self._groups]
        )
        self._signs = SignIndex(
            signs_of_entry(group.names, [section.text for section in group.sections]) for group in self._groups
        )
        self._quotations = QuotationIndex(
            [[section.text for section in group.sections if section.kind != RESOLUTION] for group in self._groups],
            frozenset().union(*self._keys),
            self._index.terms,
            self._index.rarity,
        )

    def __len__(self) -> int:
        """Return the number of entries."""
        return len(self._groups)

    def query_terms(self, query: Query) -> list[str]:
        """Return the words of a query, as this view's index writes them."""
        return self._index.query_terms(query.text, QUERY_TERMS)

    def find(
        self, query: Query, terms: Sequence[str], vector: bytes, known: Mapping[str, float] = NOTHING_KNOWN
    ) -> Iterator[Finding]:
        """Yield entries by evidence, best first; ties keep the order of the rows.

        `terms` are the query's `query_terms`; `known` are cosines by `SectionRow.id` from an external index; the others
        are computed here.
        """
        if not self._groups:
            return
        direction = np.frombuffer(vector, np.float32)
        cosines = self._sections.cosines(direction, known)
        text, name, phrase = self._index.search(terms)
        evidence = TEXT_SHARE_WEIGHT * text + NAME_SHARE_WEIGHT * name + PHRASE_SHARE_WEIGHT * phrase
        evidence += QUOTED * self._quotations.search(query.codes, terms)
        evidence += self._signs.search(query.signs)
        evidence += SECTION_WEIGHT * self._sections.best(cosines)
        evidence += NAME_WEIGHT * self._names.best(self._names.cosines(direction, known)) + self._named(query)
        for number in np.argsort(-evidence, kind="stable"):
            sections, start = self._groups[number].sections, self._sections.starts[number]
            near = cosines[start : start + len(sections)] - NOT_FIRST * self._later[start : start + len(sections)]
            yield Finding(float(evidence[number]), sections, sections[int(np.argmax(near))])

    def siblings(self, citation: str) -> Sequence[Section]:
        """Return all sections of the citation's entry, in reading order; none for an unknown citation."""
        number = self._entry_of.get(citation)
        return () if number is None else self._groups[number].sections

    def _named(self, query: Query) -> Scores:
        """Return extra evidence for entries that the query names: by label, by runbook_url, or in its text."""
        return np.array(
            [
                GIVEN
                if keys & query.given or (query.url and group.sections[0].url == query.url)
                else MENTIONED * bool(keys & query.mentioned)
                for keys, group in zip(self._keys, self._groups, strict=True)
            ],
            np.float32,
        )


def _grouped(rows: Sequence[SectionRow]) -> list[_Group]:
    groups: dict[tuple[str, str], _Group] = {}
    for row in rows:
        section = row.section
        alone = section.kind == RESOLUTION
        group = groups.setdefault((section.citation, "") if alone else (section.runbook_id, row.name), _Group())
        if section.kind != TITLE:
            group.sections.append(section)
            group.section_rows.append(row)
        if section.kind == TITLE or alone:
            group.names.append(section.title if alone else section.text)
            group.name_rows.append(row)
    return list(groups.values())
