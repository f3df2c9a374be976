"""What a million reports cost: `python deploy/cost.py`; prices in prices.toml, requests per report as measured.

Standard library only, so that it runs anywhere. Every line of the table is a product of two numbers that are shown.
"""

import argparse
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PRICES = Path(__file__).with_name("prices.toml")
NEEDED = {
    "s3": ("put", "get", "gb_month"), "sqs": ("request",), "lambda": ("request", "gb_second"), "api": ("request",),
    "fargate": ("cpu_hour", "gb_hour"), "logs": ("gb",), "openai": ("input", "output"), "pinecone": ("read", "write"),
}  # fmt: skip
MILLION = 1_000_000
Prices = Mapping[str, Mapping[str, float]]

# Requests to S3 per report, by tests/integration/cloud/test_s3_budget.py and the counts in docs/SCALING.md.
NEW_PUTS, NEW_GETS = 12.0, 3.0
SINGLE_PUTS, SINGLE_GETS = 1.05, 1.0
KEYED_PUTS, KEYED_GETS = 2.05, 1.0
QUEUED_PUTS, QUEUED_GETS = 0.55, 0.51
"""Of a batch of 100 queued ones, half of them of one problem and half of 50 others, with several consumers."""

INPUT_TOKENS, OUTPUT_TOKENS = 1_800, 450
"""Of one call that writes advice."""

WEB_SECONDS, QUEUED_SECONDS, NEW_SECONDS = 0.060, 0.010, 0.350
"""Of a function, with S3 at 10 to 15 ms a request: one report, one of a batch of 100, a new problem."""

KEPT_KB = 1.2
LOG_KB = 0.2
SQS_REQUESTS = 3 / 10
"""Send, receive and delete, ten messages at a time."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """A million reports, and how they come."""

    duplicates: float
    """The share that is no new problem."""

    queued: bool
    keyed: bool
    model: bool
    pinecone: bool
    memory_gb: float = 1769 / 1024

    @property
    def problems(self) -> float:
        """Distinct problems: the only reports that cause a search or a call of the model."""
        return MILLION * (1 - self.duplicates)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the bill."""

    name: str
    amount: float
    """In millions of the unit."""

    unit: str
    price: float

    @property
    def dollars(self) -> float:
        """Amount times price."""
        return self.amount * self.price


def bill(traffic: Traffic, prices: Prices) -> list[Line]:
    """The lines of one million reports."""
    known, new = MILLION - traffic.problems, traffic.problems
    puts, gets = SINGLE_PUTS, SINGLE_GETS
    if traffic.queued:
        puts, gets = QUEUED_PUTS, QUEUED_GETS
    elif traffic.keyed:
        puts, gets = KEYED_PUTS, KEYED_GETS
    seconds = known * (QUEUED_SECONDS if traffic.queued else WEB_SECONDS) + new * NEW_SECONDS
    invocations = (1 + (1 / 100 if traffic.queued else 0)) * MILLION
    seconds += MILLION * 0.005 if traffic.queued else 0.0  # 5 ms to accept each into the queue
    lines = [
        Line("S3 writes and listings", (known * puts + new * NEW_PUTS) / MILLION, "M", prices["s3"]["put"]),
        Line("S3 reads", (known * gets + new * NEW_GETS) / MILLION, "M", prices["s3"]["get"]),
        Line("S3 kept for a month", MILLION * KEPT_KB / MILLION, "GB", prices["s3"]["gb_month"]),
        Line("HTTP API", 1.0, "M", prices["api"]["request"]),
        Line("Lambda invocations", invocations / MILLION, "M", prices["lambda"]["request"]),
        Line("Lambda time", seconds * traffic.memory_gb / MILLION, "M GB-s", prices["lambda"]["gb_second"]),
        Line("logs", MILLION * LOG_KB / MILLION, "GB", prices["logs"]["gb"]),
    ]
    if traffic.queued:
        lines.append(Line("SQS", SQS_REQUESTS, "M", prices["sqs"]["request"]))
    if traffic.pinecone:
        lines.append(Line("Pinecone reads", new * 6 / MILLION, "M", prices["pinecone"]["read"]))
        lines.append(Line("Pinecone writes", new * 5 / MILLION, "M", prices["pinecone"]["write"]))
    if traffic.model:
        lines.append(Line("model, read", new * INPUT_TOKENS / MILLION, "M tokens", prices["openai"]["input"]))
        lines.append(Line("model, written", new * OUTPUT_TOKENS / MILLION, "M tokens", prices["openai"]["output"]))
    return lines


def read_prices(path: Path, changed: Sequence[str] = ()) -> tuple[str, dict[str, dict[str, float]]]:
    """(the day they are of, the prices), with changes as `s3.put=4.5`. Exits with what is wrong."""
    told = tomllib.loads(path.read_text("utf-8"))
    as_of = str(told.pop("as_of", ""))
    prices = {service: {name: float(price) for name, price in of.items()} for service, of in told.items()}
    for change in changed:
        place, _, price = change.partition("=")
        service, _, name = place.partition(".")
        if name not in prices.get(service, {}):
            sys.exit(f"--price {change}: no such price; those of {path.name} are {', '.join(_names(prices))}")
        prices[service][name] = float(price)
    needed = [(service, name) for service, names in NEEDED.items() for name in names]
    missing = [f"{service}.{name}" for service, name in needed if name not in prices.get(service, {})]
    if missing or not as_of:
        sys.exit(f"{path.name} lacks {', '.join(missing) or 'as_of'}")
    if negative := [name for name in _names(prices) if _of(prices, name) < 0]:
        sys.exit(f"{path.name}: {', '.join(negative)} cannot be negative")
    return as_of, prices


def table(prices: Prices, **how: bool) -> list[tuple[str, float]]:
    """(duplicate share, dollars per million reports) for the shares that matter."""
    return [
        (f"{share:.1%}", sum(line.dollars for line in bill(Traffic(share, **how), prices)))
        for share in (0.5, 0.9, 0.99, 0.999)
    ]


def main() -> None:
    """Print a bill, or the table of docs/SCALING.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--duplicates", type=float, default=0.99, help="share of reports that are no new problem")
    for name, told in (
        ("queued", "by way of the queue, in batches of 100"), ("keyed", "each with an Idempotency-Key"),
        ("model", "advice by a language model"), ("pinecone", "the search on Pinecone"),
        ("table", "the table by duplicate share instead of one bill"), ("check", "only check the prices"),
    ):  # fmt: skip
        parser.add_argument(f"--{name}", action="store_true", help=told)
    parser.add_argument("--price", action="append", default=[], metavar="NAME=DOLLARS", help="such as s3.put=4.5")
    parser.add_argument("--prices", type=Path, default=PRICES)
    asked = parser.parse_args()
    as_of, prices = read_prices(asked.prices, asked.price)
    if not 0 <= asked.duplicates <= 1:
        sys.exit("--duplicates is a share between 0 and 1")
    if asked.check:
        print(f"{len(_names(prices))} prices of {as_of}")
        return
    how = {"queued": asked.queued, "keyed": asked.keyed, "model": asked.model, "pinecone": asked.pinecone}
    print(f"US dollars per million reports, list prices of {as_of}")
    if asked.table:
        for share, dollars in table(prices, **how):
            print(f"{share:>7} duplicates  {dollars:10,.2f}")
        return
    lines = bill(Traffic(asked.duplicates, **how), prices)
    for line in lines:
        print(f"{line.name:24}{line.amount:12,.3f} {line.unit:9} x {line.price:8.3f} = {line.dollars:10,.2f}")
    print(f"{'together':24}{sum(line.dollars for line in lines):46,.2f}")


def _names(prices: Prices) -> list[str]:
    return [f"{service}.{name}" for service, of in prices.items() for name in of]


def _of(prices: Prices, place: str) -> float:
    service, _, name = place.partition(".")
    return prices[service][name]


if __name__ == "__main__":
    main()
