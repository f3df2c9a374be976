"""Alertmanager with other receivers: cut bodies, and a server of ours that is away for a while."""

import shutil
import time
from pathlib import Path

import pytest

from api.server_process import SERVE, free_port, running
from tests.support.servers.monitors import INSTALLED, NOT_INSTALLED, alertmanager
from tests.support.servers.product import environment, log_in
from tests.support.tickets import BUSY, Tickets, key_for, labels

pytestmark = [pytest.mark.long, pytest.mark.skipif(not INSTALLED, reason=NOT_INSTALLED)]


def test_what_a_cut_body_leaves_out_stays_open(tmp_path: Path, tickets: Tickets, alertmanager_key: str) -> None:
    """max_alerts cuts alerts off; when the kept ones end, the body says "resolved" though others fire (N3)."""
    address = f"{tickets.address}/webhooks/alertmanager"
    with alertmanager(tmp_path / "am", address, alertmanager_key, extra="max_alerts: 1") as am:
        began = time.time()
        am.alert(labels("cut", instance="db-2:9100"), BUSY, began)
        tickets.until("cut", lambda found: len(found) == 1)
        am.alert(labels("cut", instance="db-1:9100"), BUSY, began)
        tickets.until("cut", lambda found: len(found) == 2)
        am.alert(labels("cut", instance="db-1:9100"), BUSY, began, time.time() - 0.01)
        found = tickets.until("cut", lambda found: any(each["status"] == "RESOLVED" for each in found))
        assert sorted(each["status"] for each in found) == ["OPEN", "RESOLVED"]


def test_a_server_that_was_away_gets_what_it_missed(tmp_path: Path, ingested: Path) -> None:
    """While nobody answers, Alertmanager tries again at its next flush."""
    data, port = Path(shutil.copytree(ingested, tmp_path / "data")), free_port()
    key = key_for(data, "alertmanager")
    settings = environment(data, PORT=str(port))
    with alertmanager(tmp_path / "am", f"http://127.0.0.1:{port}/webhooks/alertmanager", key) as am:
        began = time.time()
        for instance in ("db-1:9100", "db-2:9100"):
            am.alert(labels("away", instance=instance), BUSY, began)
        time.sleep(4)
        with running(SERVE, port, env=settings, log=tmp_path / "log", folder=tmp_path) as server:
            with log_in(server.url) as client:
                found = Tickets(client, server.url).until("away", lambda found: len(found) == 2)
            assert [each["occurrences"] for each in found] == [1, 1]
