"""The server on a full disk: 503 with Retry-After and not ready, then all well again without a restart."""

from pathlib import Path

import pytest

from tests.integration.faults.evidence import flaws
from tests.integration.faults.server_load import body, stored
from tests.support.servers import faulty_disk
from tests.support.servers.product import log_in, serving


@pytest.mark.parametrize("fault", ["full", "sync"])
def test_reports_are_refused_while_the_disk_fails(served_data: Path, tmp_path: Path, fault: str) -> None:
    faults = tmp_path / "faults"
    faults.mkdir()
    shim = faulty_disk.variables(faulty_disk.build(tmp_path), served_data, faults=faults)
    with serving(served_data, **shim) as (address, _), log_in(address) as client:
        assert client.post("/incident", json=body(1, 10)).status_code == 200
        (faults / fault).touch()
        for number in (11, 2):
            refused = client.post("/incident", json=body(number, 10))
            assert refused.status_code == 503
            assert refused.json()["type"].endswith("store-unavailable")
            assert "retry-after" in refused.headers
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200
        (faults / fault).unlink()
        assert client.get("/readyz").status_code == 200
        for number in (11, 2):
            assert client.post("/incident", json=body(number, 10)).status_code == 200
    assert stored(served_data) == {1, 2, 11}
    assert flaws(served_data) == []
