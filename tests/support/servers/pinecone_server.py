"""A Pinecone emulator on loopback: the REST calls that SDK 7.3 makes, delayed visibility, failures on demand.

Control calls: `PUT /_double/settings` {delay?, failing?: true | status | "hang" | "drip"}, `DELETE /_double/vectors`,
`GET /_double/counts`, `GET /_double/namespaces` (ids that are visible now, by namespace).
Run it with `python -m tests.support.servers.pinecone_server --port 0`; it prints one JSON line.
"""

import argparse
import json
import socket
import sys
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.support.servers.pinecone_vectors import Vectors, wire

Failing = bool | int | str
PATIENCE_SECONDS = 30.0


class PineconeServer(ThreadingHTTPServer):
    """Control plane and the data plane of every index it knows, on one address."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.vectors, self.counts = Vectors(), Counter[str]()
        self.failing: Failing = False
        self.changed = threading.Event()
        self.indexes: dict[str, dict[str, Any]] = {}

    @property
    def address(self) -> str:
        """Where clients reach the data plane."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    """One connection of one client."""

    protocol_version = "HTTP/1.1"
    server: PineconeServer
    wbufsize = -1  # headers and body leave in one packet: no Nagle delay

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PUT = do_DELETE = do_GET

    def _serve(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.loads(raw) if raw else {}
        url = urlsplit(self.path)
        parts = url.path.strip("/").split("/")
        if parts[0] == "_double":
            return self._control(parts[1], body)
        self.server.counts[url.path] += 1
        if self.server.failing:
            return self._fail(self.server.failing)
        if "Api-Key" not in self.headers:
            return self._answer(401, {"error": {"code": "UNAUTHENTICATED", "message": "no key"}, "status": 401})
        if parts[0] == "indexes":
            return self._indexes(parts[1:], body)
        return self._data(parts, body, parse_qs(url.query))

    def _fail(self, how: Failing) -> None:
        """An error at once, or nothing (or a byte now and then) until the client or a control call has had enough."""
        if how == "hang":
            self.server.changed.wait(PATIENCE_SECONDS)
        elif how == "drip":
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            while not self.server.changed.wait(0.2):
                self.wfile.write(b" ")
                self.wfile.flush()
        status = how if type(how) is int else 503
        self.close_connection = isinstance(how, str)
        if not self.close_connection:
            self._answer(status, {"error": {"code": "UNAVAILABLE", "message": "injected"}, "status": status})

    def _indexes(self, names: list[str], body: dict[str, Any]) -> None:
        known = self.server.indexes
        if self.command == "POST":
            known[body["name"]] = body | {
                "host": self.server.address,
                "status": {"ready": True, "state": "Ready"},
                "deletion_protection": "disabled",
                "vector_type": "dense",
            }
            return self._answer(201, known[body["name"]])
        if not names:
            return self._answer(200, {"indexes": list(known.values())})
        if names[0] not in known:
            return self._answer(404, {"error": {"code": "NOT_FOUND", "message": "no such index"}, "status": 404})
        if self.command == "DELETE":
            del known[names[0]]
            return self._answer(202, {})
        return self._answer(200, known[names[0]])

    def _data(self, parts: list[str], body: dict[str, Any], query: dict[str, list[str]]) -> None:
        vectors = self.server.vectors
        space = body.get("namespace") or query.get("namespace", [""])[0]
        match parts:
            case ["vectors", "upsert"]:
                return self._answer(200, {"upsertedCount": vectors.upsert(space, body["vectors"])})
            case ["vectors", "delete"]:
                vectors.delete(space, body.get("ids"), body.get("filter"))
                return self._answer(200, {})
            case ["query"]:
                return self._answer(200, self._query(space, body))
            case ["vectors", "fetch"]:
                rows = vectors.visible(space)
                found = {key: wire(rows[key]) for key in query.get("ids", []) if key in rows}
                return self._answer(200, {"vectors": found, "namespace": space, "usage": {"readUnits": 1}})
            case ["vectors", "list"]:
                return self._answer(200, self._ids(space, query))
            case ["describe_index_stats"]:
                return self._answer(200, self._stats())
        return self._answer(404, {"error": {"code": "NOT_FOUND", "message": self.path}, "status": 404})

    def _query(self, space: str, body: dict[str, Any]) -> dict[str, Any]:
        found = self.server.vectors.query(space, body["vector"], body["topK"], body.get("filter") or {})
        matched = [
            {"id": row["id"], "score": score, "metadata": row.get("metadata", {})}
            | ({"values": row["values"]} if body.get("includeValues") else {})
            for score, row in found
        ]
        return {"matches": matched, "namespace": space, "usage": {"readUnits": 1}}

    def _ids(self, space: str, query: dict[str, list[str]]) -> dict[str, Any]:
        prefix, limit = query.get("prefix", [""])[0], int(query.get("limit", ["100"])[0])
        after = query.get("paginationToken", [""])[0]
        ids = sorted(key for key in self.server.vectors.visible(space) if key.startswith(prefix) and key > after)
        page = {"vectors": [{"id": key} for key in ids[:limit]], "namespace": space, "usage": {"readUnits": 1}}
        return page | ({"pagination": {"next": ids[limit - 1]}} if len(ids) > limit else {})

    def _stats(self) -> dict[str, Any]:
        spaces = self.server.vectors.namespaces()
        return {
            "namespaces": {name: {"vectorCount": count} for name, count in spaces.items()},
            "dimension": next((index["dimension"] for index in self.server.indexes.values()), 384),
            "indexFullness": 0,
            "totalVectorCount": sum(spaces.values()),
        }

    def _control(self, what: str, body: dict[str, Any]) -> None:
        if what == "settings":
            self.server.vectors.delay = body.get("delay", 0.0)
            self.server.failing = body.get("failing", False)
            self.server.changed.set()
            self.server.changed = threading.Event()
        elif what == "namespaces":
            return self._answer(200, self.server.vectors.ids())
        elif what == "vectors":
            self.server.vectors.clear()
        self._answer(200, dict(self.server.counts))

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        told = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)
        self.wfile.flush()


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    server = PineconeServer(parser.parse_args().port)
    sys.stdout.write(json.dumps({"port": server.server_address[1]}) + "\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
