"""Which ids a runbook can have."""

import pytest

from tools.errors import InvalidRequest
from tools.runbooks.load import check_id


@pytest.mark.parametrize(
    "runbook_id", ["disk-full", "db/pool (old)", "k8s/pod.crash_loop", "Datenträger voll", "c#/heap"]
)
def test_an_ordinary_id_stays_as_it_is(runbook_id: str) -> None:
    assert check_id(runbook_id) == runbook_id


@pytest.mark.parametrize("runbook_id", ["<img src=x onerror=alert(1)>", "a](javascript:alert(1))", "a`b", "a|b", 'a"b'])
def test_an_id_with_markup_is_refused_with_its_signs(runbook_id: str) -> None:
    with pytest.raises(InvalidRequest, match="must not contain"):
        check_id(runbook_id)


def test_a_runbook_is_not_called_as_the_search_is() -> None:
    with pytest.raises(InvalidRequest, match="'search' is the address of the search"):
        check_id("search")
    assert check_id("search/elastic") == "search/elastic"
