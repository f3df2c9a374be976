"""The directory follows the file: what is unchanged stays open, and a file that cannot work changes nothing."""

import logging
import os
from pathlib import Path

import pytest

from tests.support.doubles.destinations import ToldDestination
from tests.support.messages import message
from tests.support.notices import notice
from tests.support.routing import ONCALL, PAGER, SECRETS
from tools.errors import Misconfigured
from tools.notify.specs import AnySpec
from tools.routing.directory import LOOK_SECONDS, RoutedDirectory
from tools.settings import Settings

ROUTE = '[[route]]\nto = ["pager"]\nunacknowledged_after = "10m"\nescalate_to = ["oncall"]\n'


class House:
    """A file of destinations, and a directory over it whose clock the test moves."""

    def __init__(self, folder: Path, text: str) -> None:
        self.path, self.now, self.written = folder / "d.toml", 0.0, 0
        self.opened: list[ToldDestination] = []
        self.secrets = dict(SECRETS)
        self.refused = ""
        self.write(text)
        settings = Settings(_env_file=None, destinations_file=self.path)
        self.always = ToldDestination("webhook")
        self.directory = RoutedDirectory(settings, lambda: self.secrets, self.open, [self.always], lambda: self.now)

    def open(self, spec: AnySpec) -> ToldDestination:
        if spec.name == self.refused:
            raise Misconfigured(f"{spec.name}: no")
        self.opened.append(ToldDestination(spec.name))
        return self.opened[-1]

    def write(self, text: str) -> None:
        self.path.write_text(text, "utf-8")
        self.written += 1
        os.utime(self.path, (self.written, self.written))

    def names(self, seconds: float = LOOK_SECONDS) -> list[str]:
        self.now += seconds
        return [each.name for each in self.directory.destinations()]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path, ONCALL + PAGER + ROUTE)


def test_routes_say_who_hears_and_who_waits(house: House) -> None:
    assert house.names() == ["oncall", "pager", "webhook"]
    assert list(house.directory.recipients(message())) == ["pager", "webhook"]
    assert list(house.directory.recipients(message(to=("oncall",)))) == ["oncall"]
    assert [route.escalate_to for route in house.directory.waiting_for(message(), notice())] == [("oncall",)]


def test_a_change_is_taken_and_what_is_unchanged_stays_open(house: House) -> None:
    before = house.directory.destinations()
    house.write(ONCALL + PAGER.replace('"pager"', '"night"'))
    assert house.names(LOOK_SECONDS / 2) == ["oncall", "pager", "webhook"]
    assert house.names() == ["oncall", "night", "webhook"]
    after = house.directory.destinations()
    assert (after[0] is before[0], after[2] is before[2]) == (True, True)
    assert [each.name for each in house.opened] == ["oncall", "pager", "night"]
    assert list(house.directory.recipients(message())) == ["oncall", "night", "webhook"]
    assert (house.directory.file.loads, house.directory.file.failures) == (2, 0)


def test_who_is_no_longer_set_up_is_named_in_the_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert list(house.directory.recipients(message(to=("oncall", "gone")))) == ["oncall"]
    assert ["gone does not receive" in line for line in caplog.messages] == [True]


def test_a_destination_that_changed_is_opened_anew(house: House) -> None:
    house.write(ONCALL.replace("#incidents", "#other") + PAGER + ROUTE)
    before = house.directory.destinations()[0]
    assert house.names() == ["oncall", "pager", "webhook"]
    assert house.directory.destinations()[0] is not before


def test_a_bad_change_keeps_the_old_and_is_told_once(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.write(ONCALL + PAGER + ROUTE.replace("pager", "pagr"))
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            assert house.names() == ["oncall", "pager", "webhook"]
    [line] = caplog.messages
    assert "line 13, route 1, to: there is no destination 'pagr'; did you mean pager?" in line
    assert house.directory.file.failures == 1
    assert "line 13" in house.directory.file.problem
    house.write(ONCALL)
    assert house.names() == ["oncall", "webhook"]
    assert house.directory.file.problem == ""


def test_a_file_that_goes_away_keeps_the_old(house: House) -> None:
    house.path.unlink()
    assert house.names() == ["oncall", "pager", "webhook"]
    assert "cannot be read" in house.directory.file.problem
    house.write(PAGER)
    assert house.names() == ["pager", "webhook"]


def test_a_destination_that_cannot_be_opened_keeps_the_old(house: House) -> None:
    house.refused = "night"
    house.write(ONCALL + PAGER.replace('"pager"', '"night"'))
    assert house.names() == ["oncall", "pager", "webhook"]
    assert house.directory.file.problem == "night: no"


def test_at_the_start_a_bad_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="line 2, destination 1: `type` is missing"):
        House(tmp_path, "\n[[destination]]\nname = 'a'\n")


async def test_all_are_closed_those_of_before_too(house: House) -> None:
    house.write(ONCALL)
    house.names()
    await house.directory.close()
    assert [each.closed for each in house.opened] == [True, True]
    assert house.always.closed


def test_without_a_file_there_is_nothing_to_look_at() -> None:
    directory = RoutedDirectory(Settings(_env_file=None), dict, ToldDestination, (), lambda: 1e9)
    assert list(directory.destinations()) == []
    assert list(directory.recipients(message())) == []
    assert list(directory.waiting_for(message(), notice())) == []


def test_what_no_route_leads_to_is_told_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        House(tmp_path, ONCALL + PAGER + '[[route]]\nto = ["pager"]\n')
    assert caplog.messages == ["no route leads to oncall, so nothing is sent there"]
