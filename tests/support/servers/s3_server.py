"""A strict S3 double on loopback: conditional writes with a lock per key, LIST v2, faults on demand, request counts.

Control calls: `PUT /_double/faults` (JSON of FaultPlan), `GET /_double/counts`, `DELETE /_double/counts`,
`DELETE /_double/objects`. Run it with `python -m tests.support.servers.s3_server --port 0`; it prints one JSON line.
"""

import argparse
import json
import socket
import sys
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.support.servers.s3_bodies import decoded_body
from tests.support.servers.s3_faults import Counts, FaultPlan
from tests.support.servers.s3_objects import ConditionFailed, NoSuchKey, Objects
from tests.support.servers.s3_xml import error_xml, list_xml

STATUS = {
    "SlowDown": 503,
    "ConditionalRequestConflict": 409,
    "PreconditionFailed": 412,
    "NoSuchKey": 404,
    "NotImplemented": 501,
}


class S3Server(ThreadingHTTPServer):
    """One bucket space; path-style addressing, signatures not checked."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.objects, self.faults, self.counts = Objects(), FaultPlan(), Counts()


class Handler(BaseHTTPRequestHandler):
    """One connection of one client."""

    protocol_version = "HTTP/1.1"
    server: S3Server
    wbufsize = -1  # headers and body leave in one packet: no Nagle delay

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""

    def handle_expect_100(self) -> bool:
        going_on = super().handle_expect_100()
        self.wfile.flush()
        return going_on

    def do_GET(self) -> None:
        self._serve("GET")

    def do_HEAD(self) -> None:
        self._serve("HEAD")

    def do_PUT(self) -> None:
        self._serve("PUT")

    def do_DELETE(self) -> None:
        self._serve("DELETE")

    def _serve(self, method: str) -> None:
        body = decoded_body(self.headers, self.rfile)
        url = urlsplit(self.path)
        if url.path.startswith("/_double/"):
            return self._control(method, url.path.removeprefix("/_double/"), body)
        _, _, key = url.path.lstrip("/").partition("/")
        key = unquote(key)
        listing = method == "GET" and not key
        self.server.counts.add("LIST" if listing else method, key)
        time.sleep(self.server.faults.seconds(method))
        conditional = "If-None-Match" in self.headers or "If-Match" in self.headers
        fault = self.server.faults.before(method, key, conditional=conditional)
        if fault:
            return self._error(fault, key)
        if listing:
            return self._list(parse_qs(url.query, keep_blank_values=True))
        answer: Callable[[str, bytes], None] = getattr(self, f"_{method.lower()}")
        return answer(key, body)

    def _get(self, key: str, _: bytes) -> None:
        found = self.server.objects.get(key)
        if found is None:
            return self._error("NoSuchKey", key)
        if self.headers.get("If-None-Match", "").strip('"') == found.etag.strip('"'):
            return self._answer(304, b"", ETag=found.etag)
        return self._answer(200, found.body, ETag=found.etag)

    _head = _get

    def _put(self, key: str, body: bytes) -> None:
        none_match = self.headers.get("If-None-Match")
        if none_match not in (None, "*"):
            return self._error("NotImplemented", key)
        try:
            etag = self.server.objects.put(key, body, none_match=none_match == "*", match=self.headers.get("If-Match"))
        except ConditionFailed:
            return self._error("PreconditionFailed", key)
        except NoSuchKey:
            return self._error("NoSuchKey", key)
        if self.server.faults.loses_answer("PUT", key):
            return self._hang_up()
        return self._answer(200, b"", ETag=etag)

    def _delete(self, key: str, _: bytes) -> None:
        try:
            self.server.objects.delete(key, match=self.headers.get("If-Match"))
        except ConditionFailed:
            return self._error("PreconditionFailed", key)
        except NoSuchKey:
            return self._error("NoSuchKey", key)
        return self._answer(204, b"")

    def _list(self, query: dict[str, list[str]]) -> None:
        prefix, limit = query.get("prefix", [""])[0], min(1000, int(query.get("max-keys", ["1000"])[0]))
        token = query.get("continuation-token", query.get("start-after", [""]))[0]
        found, more = self.server.objects.names(prefix, token, limit)
        return self._answer(200, list_xml(prefix, found, more), Content_Type="application/xml")

    def _control(self, method: str, what: str, body: bytes) -> None:
        server, answer = self.server, {}
        if (method, what) == ("PUT", "faults"):
            server.faults = FaultPlan.of(json.loads(body))
        elif (method, what) == ("GET", "counts"):
            answer = {"methods": server.counts.snapshot(), "keys": server.counts.detail()}
        elif (method, what) == ("DELETE", "counts"):
            server.counts.clear()
        elif (method, what) == ("DELETE", "objects"):
            server.objects.clear()
        return self._answer(200, json.dumps(answer).encode())

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _error(self, code: str, key: str) -> None:
        self._answer(STATUS[code], error_xml(code, key), Content_Type="application/xml")

    def _answer(self, status: int, body: bytes, **headers: Any) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and body:
            self.wfile.write(body)
        self.wfile.flush()


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    server = S3Server(parser.parse_args().port)
    sys.stdout.write(json.dumps({"port": server.server_address[1]}) + "\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
