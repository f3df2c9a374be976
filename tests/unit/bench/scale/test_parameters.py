"""The parameters are complete, and a slip in the file is named."""

from pathlib import Path

import pytest

from bench.scale.parameters import FILE, read


@pytest.mark.parametrize("process", ["consumer", "function"])
@pytest.mark.parametrize("latency", ["typical", "documented"])
def test_every_set_is_complete(process: str, latency: str) -> None:
    told = read(process, latency)
    assert told.load.reports_per_second == 1000
    assert (told.s3.writes, told.s3.reads) == (3500, 5500)
    assert sum(step.head for step in told.protocol.flush) == 1


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [('each = "flush"', 'each = "day"', "use flush or report"), ("threads =", "treads =", "threads, treads")],
)
def test_a_slip_is_named(right: str, wrong: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "parameters.toml"
    file.write_text(FILE.read_text("utf-8").replace(right, wrong), encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        read(path=file)
