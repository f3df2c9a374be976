"""Leaves out one collection of runbooks in turn: a baseline's cut is chosen on the others' queries."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from evals.public import Table, read_lines
from evals.public.runbook_baselines import baselines
from evals.public.runbooks import HEADLINE, Answer, Item, asked_of, cut_for, rank_of, scored
from evals.public.scores import shown

COLUMNS = ("method", "R@1 worst", "median", "best", "R@3 with abstention", "no-match texts answered", "cuts")
LISTED = 3
NOTES = (
    "a query is of the collection of its runbook; ours has no cut to choose: its rows by collection are in the table "
    "of runbook retrieval",
)


def run(data_dir: Path) -> Table:
    """Run `data_dir/runbooks`: every baseline with the cut that keeps R@3 at .9 on the other collections."""
    documents, queries, nomatch = (
        read_lines(data_dir / "runbooks" / f"{name}.jsonl") for name in ("corpus", "queries", "nomatch")
    )
    asked = asked_of(queries, HEADLINE)
    sources = {str(document["id"]): str(document["source"]) for document in documents}
    groups: dict[str, list[Item]] = {}
    for query in asked:
        groups.setdefault(sources[query["expected"][0]], []).append(query)
    if len(groups) < 2:
        return Table("Runbooks, one collection left out in turn", COLUMNS, (), NOTES)
    methods = baselines(documents, [str(item["log"]) for item in [*asked, *nomatch]])
    rows = [
        (
            method.name,
            *_row(groups, nomatch, {item["id"]: scored(method, documents, item) for item in [*asked, *nomatch]}),
        )
        for method in methods
    ]
    return Table("Runbooks, one collection left out in turn", COLUMNS, tuple(rows), NOTES)


def _row(
    groups: Mapping[str, Sequence[Item]], nomatch: Sequence[Item], answers: Mapping[str, Answer]
) -> tuple[str, ...]:
    first, kept, cuts, wrong = [], [], [], []
    for name, own in groups.items():
        cut = cut_for([query for other, queries in groups.items() if other != name for query in queries], answers)
        ranks = [rank_of(query, answers) for query in own]
        first.append(sum(rank < 1 for rank in ranks) / len(own))
        kept += [
            rank < LISTED and answers[query["id"]].confidence >= cut for query, rank in zip(own, ranks, strict=True)
        ]
        wrong.append(sum(answers[text["id"]].confidence >= cut for text in nomatch) / max(1, len(nomatch)))
        cuts.append(cut)
    shares = (min(first), median(first), max(first), sum(kept) / len(kept), sum(wrong) / len(wrong))
    return (*map(shown, shares), f"{min(cuts):.2f}-{max(cuts):.2f}")
