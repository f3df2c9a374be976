"""A server may have as many connections as it is told to, or says that the system forbids it."""

import resource
from pathlib import Path

import pytest

from api.server_config import OTHER_FILES, allow_connections
from tests.support.application import settings_of


class Limits:
    """The limit on open files, which a process may raise up to the hard one."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, soft: int, hard: int) -> None:
        self.soft, self.hard = soft, hard
        monkeypatch.setattr(resource, "getrlimit", lambda _: (self.soft, self.hard))
        monkeypatch.setattr(resource, "setrlimit", self.change)

    def change(self, _: int, limits: tuple[int, int]) -> None:
        if limits[0] > self.hard != resource.RLIM_INFINITY:
            raise ValueError("not allowed to raise maximum limit")
        self.soft = limits[0]


@pytest.mark.parametrize(
    ("soft", "hard", "raised"),
    [
        (1024, 524_288, 2000 + OTHER_FILES),
        (1024, resource.RLIM_INFINITY, 2000 + OTHER_FILES),
        (1024, 1500, 1500),
        (9000, 9000, 9000),
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, resource.RLIM_INFINITY),
    ],
)
def test_the_limit_is_raised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, raised: int
) -> None:
    limits = Limits(monkeypatch, soft, hard)
    assert allow_connections(settings_of(tmp_path, max_connections=1000)) == ()
    assert limits.soft == raised


def test_too_few_open_files_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = Limits(monkeypatch, 256, 1024)
    [warning] = allow_connections(settings_of(tmp_path, max_connections=1000))
    assert "1024 open files, too few for MAX_CONNECTIONS=1000" in warning
    assert limits.soft == 1024
