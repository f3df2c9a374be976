"""kill -9 while a receiver is being told: the next server tells it again, under the same id."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.support.servers.product import log_in, serving

LONGEST_WAIT = 120.0


class Receiver:
    """A receiver that does not answer before it is let; it remembers the ids of what it was told."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.answers = threading.Event()
        self.told = threading.Event()

    @contextmanager
    def listening(self) -> Iterator[str]:
        """The address, while it listens."""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                receiver.ids.append(self.headers["X-Incident-Responder-Delivery"])
                receiver.told.set()
                receiver.answers.wait(LONGEST_WAIT)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """It is quiet."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            self.answers.set()
            server.shutdown()
            server.server_close()
            thread.join()


@pytest.mark.long
def test_what_was_under_way_is_told_again(served_data: Path) -> None:
    receiver = Receiver()
    with receiver.listening() as address:
        with serving(served_data, NOTIFY_WEBHOOK_URL=address) as (base, process), log_in(base) as client:
            sent = client.post("/incident", json={"log": "ERROR: the moon is gone", "service": "sky"}).json()
            assert receiver.told.wait(LONGEST_WAIT)
            process.kill()
            process.wait()
        receiver.answers.set()
        with serving(served_data, NOTIFY_WEBHOOK_URL=address) as (base, _), log_in(base) as client:
            until = time.monotonic() + LONGEST_WAIT
            delivered: list[dict[str, str]] = []
            while not delivered and time.monotonic() < until:
                time.sleep(0.5)
                delivered = client.get("/deliveries", params={"state": "delivered"}).json()["deliveries"]
            [first] = [each for each in delivered if each["kind"] == "opened"]
    assert (first["incident_id"], first["destination"], first["tries"]) == (sent["incident_id"], "webhook", 2)
    assert receiver.ids[0] == receiver.ids[1]
