"""Which heads a simulated process remembers, by the rule of `tools.tickets.s3.problem.memory` with its times."""

from dataclasses import dataclass

import simpy

from tools.tickets.s3.problem.memory import ALONE_SECONDS, JUST_READ_SECONDS


@dataclass(frozen=True, slots=True)
class _Kept:
    version: int
    at: float
    alone: bool
    """True if no other process changed it between the last two times that this process looked."""
    read: bool
    """True if it was read from S3, false if the process wrote it."""


class Remembered:
    """The newest version of each problem's head that a process read or wrote."""

    def __init__(self, env: simpy.Environment) -> None:
        self._env = env
        self._kept: dict[int, _Kept] = {}

    def recall(self, problem: int) -> int | None:
        """Return the remembered version; None if it must be read."""
        kept = self._kept.get(problem)
        if kept is None:
            return None
        seconds = ALONE_SECONDS if kept.alone else JUST_READ_SECONDS if kept.read else 0.0
        return kept.version if self._env.now - kept.at < seconds else None

    def read(self, problem: int, version: int) -> int:
        """Note the version that S3 returned."""
        known = self._kept.get(problem)
        alone = known is not None and known.version == version and (known.alone or not known.read)
        self._kept[problem] = _Kept(version, self._env.now, alone, read=True)
        return version

    def wrote(self, problem: int, version: int) -> None:
        """Note the version that the process wrote."""
        known = self._kept.get(problem)
        self._kept[problem] = _Kept(version, self._env.now, known is not None and known.alone, read=False)

    def forget(self, problem: int) -> None:
        """Forget it after a lost race."""
        self._kept.pop(problem, None)
