"""What the swaps of a head have counted: the newest commits, the totals, and the ids.

A commit is the reports of one swap. Only that swap makes them durable: a swap that is lost has counted nothing. Older
commits leave the head in blocks, which are objects like any flush. Block borders follow from the commits alone.
"""

import base64
import hashlib
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import orjson

from tools.ids import new_ulid, ulid_time
from tools.nouns.json_types import Stored
from tools.tickets.s3.objects.keys import CLOCK_SKEW_SECONDS
from tools.tickets.s3.problem.flushes import ELSEWHERE, Flush, Tally, flush_name, total
from tools.tickets.shared.stored_reports import StoredReport

MOST_SEEN = 1024
BLOCK_COMMITS, BLOCK_CHARACTERS = 32, 16_384
SPAN = 64
DIGEST_CHARACTERS = 12
"""72 bits. The stored id decides whether a digest is that of the same id."""


@dataclass(frozen=True, slots=True)
class Commit:
    """The reports that one swap added to one generation."""

    name: str
    """The name that its flush would have."""
    body: str
    """The reports, packed."""
    size: int
    """The length of the body as it was written, so that block borders stay the same when texts are dropped."""
    pruned: bool = False
    """True if its texts were dropped."""

    @property
    def flush(self) -> Flush:
        """Its parsed name."""
        return Flush.parse(self.name)

    def entries(self) -> Sequence[Stored]:
        """The reports as an object stores them."""
        found: Sequence[Stored] = orjson.loads(unpacked(self))
        return found


@dataclass(slots=True)
class Log:
    """The part of a head that counts. A closed log is only read: reports are then appended beside it."""

    commits: list[Commit] = field(default_factory=list)
    """The newest commits, oldest first."""
    counts: list[Tally] = field(default_factory=list)
    """The reports that each generation shows."""
    last: str = ""
    """The name of the newest flush. The next one sorts after it."""
    seen: str = ""
    """Digests of the newest ids, concatenated."""
    spans: list[list[int]] = field(default_factory=list)
    """How many of these digests there are, and the latest birth among their ids (epoch milliseconds), oldest first."""
    forgotten: int = -1
    """The latest birth of an id whose digest was dropped (epoch milliseconds)."""
    closed: float | None = None
    """When the log was closed (epoch seconds)."""
    kin: list[str] = field(default_factory=list)
    """Lineages that may have counted reports which come here now, if those were born by `kin_until` (epoch seconds)."""
    kin_until: float = -1.0
    appended_until: float = -1.0
    """Until then, older builds may have counted reports that come here; their claims show it (epoch seconds)."""

    def tally(self, generation: int) -> Tally:
        """The reports that a generation shows."""
        return self.counts[generation - 1] if generation <= len(self.counts) else Tally()

    def among_newest(self, request_ids: Collection[str]) -> set[str]:
        """The ids that it has counted lately; one in 2^60 may have the digest of another id."""
        size = DIGEST_CHARACTERS
        digests = {self.seen[at : at + size] for at in range(0, len(self.seen), size)} if self.seen else set()
        return {each for each in request_ids if digest_of(each) in digests}

    def next_flush(self, now: float) -> str:
        """A flush id of this moment, or directly after the newest flush: ids are in the order of commits."""
        return new_ulid(max(now, ulid_time(self.last) + 0.002) if self.last else now)

    def add(self, commit: Commit, births: Mapping[str, int]) -> None:
        """Count a commit. `births` of its ids are sorted (epoch milliseconds)."""
        flush = commit.flush
        self.counts += [Tally()] * (flush.to - len(self.counts))
        self.counts[flush.to - 1] = total([self.counts[flush.to - 1], flush.tally])
        self.commits.append(commit)
        self.last = flush.flush
        self._remember(births)

    def _remember(self, births: Mapping[str, int]) -> None:
        """Keep the newest digests. The birth times of the others tell later where an id may be."""
        self.seen += "".join(map(digest_of, births))
        span = [len(births), max(births.values())]
        if self.spans and self.spans[-1][0] + span[0] <= SPAN:
            old = self.spans.pop()
            span = [old[0] + span[0], max(old[1], span[1])]
        self.spans.append(span)
        while len(self.seen) // DIGEST_CHARACTERS - self.spans[0][0] >= MOST_SEEN:
            gone, latest = self.spans.pop(0)
            self.seen = self.seen[gone * DIGEST_CHARACTERS :]
            self.forgotten = max(self.forgotten, latest)

    def may_hold(self, births: Mapping[str, int]) -> set[str]:
        """The ids that it may have counted: among the newest, or born before the dropped ones."""
        old = {each for each, born in births.items() if born <= self.forgotten}
        return old | self.among_newest(births)

    def close(self, now: float) -> None:
        """Close the log: reports are appended from now on. A swap on a version with the open log fails."""
        self.closed = now if self.closed is None else self.closed

    def meet(self, lineages: Collection[str], now: float) -> None:
        """Note that reports which these lineages counted until now may be delivered here again."""
        self.kin += [each for each in lineages if each not in self.kin]
        self.kin_until = now + CLOCK_SKEW_SECONDS

    @classmethod
    def of(cls, said: Stored) -> "Log":
        """The inverse of serialising it in a head."""
        commits = [Commit(**each) for each in said["commits"]]
        return cls(**{**said, "commits": commits, "counts": [Tally(**each) for each in said["counts"]]})


def commit_of(
    flush: str, to: int, reports: Sequence[StoredReport], entries: Sequence[Stored], births: Sequence[int]
) -> Commit:
    """A commit of reports that go to one generation together."""
    body = packed(entries)
    return Commit(flush_name(flush, to, reports, ELSEWHERE) + f"_{min(births)}_{max(births)}", body, len(body))


def packed(entries: Sequence[Stored]) -> str:
    """Compress the reports: those of one problem resemble each other."""
    return base64.b64encode(zlib.compress(orjson.dumps(entries), level=1)).decode()


def erased(commit: Commit, erase: Callable[[bytes], bytes]) -> Commit:
    """The same reports without a text; the same object if they do not contain it."""
    found = unpacked(commit)
    clean = erase(found)
    return commit if clean == found else replace(commit, body=packed(orjson.loads(clean)))


def unpacked(commit: Commit) -> bytes:
    """The reports as the JSON of an object."""
    return zlib.decompress(base64.b64decode(commit.body))


def without_texts(commit: Commit) -> Commit:
    """The same reports without their texts."""
    bare = [{**entry, "body": None} for entry in commit.entries()]
    return replace(commit, body=packed(bare), pruned=True)


def closed_blocks(commits: Sequence[Commit]) -> Iterator[list[Commit]]:
    """The blocks that no later commit can change. Borders follow from the commits: rivals write the same blocks."""
    block, size = list[Commit](), 0
    for each in commits:
        full = len(block) == BLOCK_COMMITS or size + each.size > BLOCK_CHARACTERS
        if block and (full or each.flush.to != block[0].flush.to):
            yield block
            block, size = [], 0
        block.append(each)
        size += each.size


def block_name(block: Sequence[Commit]) -> str:
    """The name of the object that holds a block: the first flush's name with the totals of all."""
    flushes = [each.flush for each in block]
    added, births = total(each.tally for each in flushes), [born for each in flushes for born in each.born or ()]
    first = flushes[0]
    return (
        f"{first.flush}_{first.to}_{added.count}_{ELSEWHERE}_{added.first!r}_{added.last!r}_{min(births)}_{max(births)}"
    )


def digest_of(request_id: str) -> str:
    """The digest of an id as a log stores it."""
    return base64.b64encode(hashlib.sha256(request_id.encode()).digest()[:9]).decode()
