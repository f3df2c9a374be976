"""Commands on this machine say how runbooks come where none are, beside what they print."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from api.places import here
from api.places.place import TypedReport
from tests.support.application import open_test_toolbox, settings_of
from tools.runbooks.ingest import put_document
from tools.toolbox import Toolbox

DISK = TypedReport(log="no space left on device", service="db", labels={})


@pytest.fixture(autouse=True)
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def with_toolbox(work: Callable[[Toolbox], Awaitable[Any]]) -> Any:
        async def done() -> Any:
            toolbox = await open_test_toolbox(settings_of(tmp_path))
            try:
                return await work(toolbox)
            finally:
                await toolbox.close()

        return asyncio.run(done())

    monkeypatch.setattr(here, "with_toolbox", with_toolbox)


async def put(toolbox: Toolbox) -> None:
    text = "# Jam\n\nThe label printer jams: open the lid."
    await put_document(toolbox.runbooks, toolbox.embedder, "default", "jam", text)


def test_a_report_without_a_library_says_how_it_comes(capsys: pytest.CaptureFixture[str]) -> None:
    place = here.LocalPlace("default")
    assert place.report(DISK, None)["status"] == "new"
    assert "incident-responder set-up" in capsys.readouterr().err
    assert place.report(DISK, None)["status"] == "existing"
    assert (place.runbooks(), place.matching_sections("full", "", 3)) == ([], [])
    assert capsys.readouterr().err.count("hint: no runbooks are stored here yet") == 2


def test_a_library_in_which_nothing_fits_is_no_missing_one(capsys: pytest.CaptureFixture[str]) -> None:
    here.with_toolbox(put)
    assert here.LocalPlace("default").report(DISK, None)["runbooks"] == []
    assert len(here.LocalPlace("default").runbooks()) == 1
    assert capsys.readouterr().err == ""
