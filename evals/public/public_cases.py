"""Stories of reports, step by step: which earlier ticket each report must join, and which it must not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

from evals.public import Table, read_lines
from evals.public.baselines import vectors
from evals.public.scores import share_interval, shown
from evals.public.verdict_kinds import named
from tools.nouns.policy import Policy
from tools.nouns.redacted import stored
from tools.nouns.reports import Candidate, Profile, Report
from tools.rules.choices import Option, choose, near
from tools.text.identity.fingerprint import profiles_of

COLUMNS = ("set", "relation", "steps", "right", "share", "95 %", "wrong")
FOLDER = "public_cases"
JOINED = frozenset({"join", "join-or-suggest", "regression"})
NOTES = (
    "told apart: `separate`; joined: `join`, `join-or-suggest` (a ticket shown as similar is enough) and `regression`",
)

Case = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of one step of a case: the expected relation, where, and whether it holds."""

    relation: str
    place: str
    right: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a report went: the lineages it joined or opened, those shown as similar, and what it was to them."""

    lineages: frozenset[str] = frozenset()
    similar: frozenset[str] = frozenset()
    recovered: bool = False
    regression: bool = False

    def __or__(self, other: "Outcome") -> "Outcome":
        """Combine the outcomes of both parts of one report."""
        return Outcome(
            self.lineages | other.lineages,
            self.similar | other.similar,
            self.recovered or other.recovered,
            self.regression or other.regression,
        )


@dataclass(slots=True)
class Desk:
    """The tickets of one case, by lineage; a lineage has the name of the step that opened it."""

    options: list[Option] = field(default_factory=list)
    resolved: set[str] = field(default_factory=set)

    def report(self, name: str, log: str, service: str) -> Outcome:
        """Decide every part of a report, by the rules alone."""
        profiles = profiles_of(Report("r", "public", stored(service), stored(log), 0.0))
        return reduce(or_, (self._decide(f"{name}/{place}", profile) for place, profile in enumerate(profiles)))

    def _decide(self, name: str, profile: Profile) -> Outcome:
        """Decide by the fingerprint first, then by the nearest."""
        if profile.recovered:
            return Outcome(recovered=True)
        known = {option.profile.fingerprint: option.lineage for option in self.options}
        options = [self._with_cosine(option, profile) for option in self.options]
        choice = choose(profile, "", options, Policy())
        lineage = known.get(profile.fingerprint) or (choice.winner.option.lineage if choice.winner else name)
        if profile.fingerprint not in known:
            self.options.append(Option(Candidate(profile.fingerprint, 0.0), profile, "", lineage))
        regression = lineage in self.resolved
        self.resolved.discard(lineage)
        similar = frozenset(each.option.lineage for each in near(choice, lineage))
        return Outcome(frozenset({lineage}), similar, regression=regression)

    @staticmethod
    def _with_cosine(option: Option, profile: Profile) -> Option:
        known = vectors([option.profile.template, profile.template])
        cosine = float(known[option.profile.template] @ known[profile.template])
        return Option(Candidate(option.candidate.fingerprint, cosine), option.profile, "", option.lineage)


def run(data_dir: Path) -> Table:
    """Run `data_dir/public_cases`: one row per relation, then what is told apart and what is joined."""
    rows: list[tuple[object, ...]] = []
    for path in sorted((data_dir / FOLDER).glob("*.jsonl")):
        answers = [answer for case in read_lines(path) for answer in answers_of(case)]
        relations = sorted({answer.relation for answer in answers})
        groups = {name: [answer for answer in answers if answer.relation == name] for name in relations}
        groups["all told apart"] = groups.get("separate", [])
        groups["all joined"] = [answer for answer in answers if answer.relation in JOINED]
        rows += [_row(f"{FOLDER}/{path.stem}", name, group) for name, group in groups.items() if group]
    return Table("Stories of reports", COLUMNS, tuple(rows), NOTES)


def answers_of(case: Case) -> Iterator[Answer]:
    """Yield the result of every step that expects something of an earlier one."""
    desks: dict[str, Desk] = {}
    lineages: dict[str, frozenset[str]] = {}
    services: dict[str, str] = {}
    for step, wanted in zip(case["steps"], case["expected"], strict=True):
        if "resolve" in step:
            resolved = step["resolve"]
            desks[services[resolved]].resolved.update(lineages[resolved])
            continue
        name, service = step["name"], step["service"]
        outcome = desks.setdefault(service, Desk()).report(name, step["log"], service)
        relation, _, target = (wanted or {}).get("relation", "").partition(":")
        right = _holds(relation, lineages.get(target, frozenset()), outcome, frozenset().union(*lineages.values()))
        lineages[name], services[name] = outcome.lineages, service
        if right is not None:
            yield Answer(relation, f"{case['id']}.{name}", right)


def _holds(relation: str, target: frozenset[str], outcome: Outcome, before: frozenset[str]) -> bool | None:
    """Return whether the relation holds; None for one that requires nothing, such as `new` of a first report."""
    joined = not target.isdisjoint(outcome.lineages)
    checks = {
        "join": joined,
        "join-or-suggest": joined or not target.isdisjoint(outcome.similar),
        "separate": outcome.recovered or not outcome.lineages <= before,
        "recovery": outcome.recovered,
        "regression": outcome.regression and joined,
    }
    return checks.get(relation)


def _row(name: str, relation: str, group: Sequence[Answer]) -> tuple[object, ...]:
    flags = [answer.right for answer in group]
    wrong = named([answer.place for answer in group if not answer.right])
    return name, relation, len(group), sum(flags), shown(sum(flags) / len(flags)), share_interval(flags), wrong
