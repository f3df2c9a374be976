"""The README's session over a real server and on the command line beside it, the same on every backend.

A file that runs it brings the fixtures `address` (of a server), `data` (its folder) and `admin` (a client, logged in).
"""

import json
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import httpx

from tests.support.servers.product import command, log_in, run


def report(client: httpx.Client, log: str, service: str = "payment-processor", **fields: object) -> dict[str, object]:
    answer = client.post("/incident", json={"log": log, "service": service} | fields)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


class RestStory:
    """Report, resolve, regression, three times round."""

    def test_three_turns_of_the_regression_cycle(self, admin: httpx.Client) -> None:
        first = report(admin, "Lambda timeout after 30s")
        assert first["status"] == "new"
        assert first["runbooks"]
        assert first["recommendations"]
        duplicate = report(admin, "Lambda timeout 30 seconds")
        assert (duplicate["status"], duplicate["incident_id"]) == ("existing", first["incident_id"])
        assert duplicate["recommendations"] == first["recommendations"]
        assert report(admin, "Lambda out of memory after 30s")["status"] == "new"
        assert report(admin, "Lambda timeout after 30s", "mailer")["status"] == "new"
        lineage = [first["incident_id"]]
        for turn in range(3):
            closing = {"incident_id": lineage[-1], "resolution": f"fix number {turn}", "resolved_by": "ada"}
            resolved = admin.post("/resolve", json=closing).json()
            assert (resolved["status"], resolved["resolution"]["text"]) == ("RESOLVED", f"fix number {turn}")
            assert resolved["resolution"]["at"].endswith("Z")
            back = report(admin, "Lambda timeout after 31s")
            assert (back["status"], back["severity"], back["regression_of"]) == ("regression", "HIGH", lineage[-1])
            assert back["root_id"] == first["incident_id"]
            assert report(admin, "Lambda timeout 45 seconds")["incident_id"] == back["incident_id"]
            lineage.append(back["incident_id"])
        page = admin.get("/incidents", params={"status": "OPEN", "service": "payment-processor"}).json()
        assert page["status"] == "success"
        assert lineage[-1] in [incident["incident_id"] for incident in page["incidents"]]
        shown = admin.get(f"/incidents/{lineage[-1]}").json()
        assert (shown["status"], shown["occurrences"], shown["regression_of"]) == ("OPEN", 2, lineage[-2])
        assert "regressed" in [line["kind"] for line in shown["timeline"]]
        assert admin.get(f"/incidents/{lineage[-1]}/explain").json()["decisions"]

    def test_both_doors_give_one_answer(self, admin: httpx.Client) -> None:
        first = report(admin, "replica lag is 1200 s", "orders-db")
        express = report(admin, "replica lag is 1300 s", "orders-db")
        graph = admin.post("/incident?graph=true", json={"log": "replica lag is 1400 s", "service": "orders-db"}).json()
        varying = ("request_id", "response_time_seconds", "occurrences", "pending")
        assert {k: v for k, v in express.items() if k not in varying} == {
            k: v for k, v in graph.items() if k not in varying
        }
        assert (express["incident_id"], graph["occurrences"]) == (first["incident_id"], 3)
        assert set(express) == set(graph)

    def test_secrets_are_gone_before_anything_is_kept(self, admin: httpx.Client, data: Path) -> None:
        secret = "hunter2-" + "Zq8" * 5
        told = report(admin, f"login to db failed with password={secret} for bob@example.com", "vault-user")
        admin.post(f"/incidents/{told['incident_id']}/comments", json={"text": f"tried token={secret}"})
        admin.post(
            "/resolve",
            json={"incident_id": told["incident_id"], "resolution": f"set password={secret}", "resolved_by": "a"},
        )
        shown = (
            admin.get(f"/incidents/{told['incident_id']}").text
            + admin.get(f"/incidents/{told['incident_id']}/explain").text
        )
        assert "[REDACTED:password]" in shown
        kept = b"".join(file.read_bytes() for file in data.rglob("*") if file.is_file() and file.stat().st_size < 10**8)
        for word in (secret, "bob@example.com"):
            assert word not in shown
            assert word.encode() not in kept

    def test_a_client_that_leaves_cancels_nothing(self, admin: httpx.Client, address: str) -> None:
        port = int(address.rpartition(":")[2])
        body = json.dumps({"log": "gone before the answer", "service": "ghost"})
        head = f"POST /incident HTTP/1.1\r\nHost: x\r\nAuthorization: {admin.headers['authorization']}\r\n"
        with socket.create_connection(("127.0.0.1", port)) as leaver:
            leaver.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        wait_for(lambda: admin.get("/incidents", params={"service": "ghost"}).json()["count"] == 1)


class CommandLineStory:
    """Commands work beside the server, on its data."""

    def test_the_command_line_works_beside_the_server(self, admin: httpx.Client, address: str, data: Path) -> None:
        told = json.loads(
            command(data, "report", "kafka consumer lag is 90000", "--service", "billing", "--json").stdout
        )
        assert told["status"] == "new"
        assert report(admin, "kafka consumer lag is 95000", "billing")["incident_id"] == told["incident_id"]
        assert told["incident_id"] in command(data, "list", "--service", "billing", "--json").stdout
        assert run(data, "resolve", told["incident_id"], "more consumers").returncode == 0
        assert report(admin, "kafka consumer lag is 99000", "billing")["status"] == "regression"
        assert command(data, "show", told["incident_id"]).returncode == 0
        assert command(data, "explain", told["incident_id"]).returncode == 0
        failed = command(data, "show", "inc_unknown")
        assert failed.returncode == 1
        assert failed.stderr.strip() == "error: no incident of default has an id that begins with inc_unknown"
        assert "Traceback" not in failed.stderr

    def test_users_are_managed_beside_the_server(self, address: str, data: Path) -> None:
        added = command(data, "user", "add", "vera", "--role", "viewer", USER_PASSWORD="a viewer's password")
        assert added.returncode == 0, added.stderr
        with log_in(address, "vera", "a viewer's password") as vera:
            assert vera.get("/incidents").status_code == 200
            assert vera.post("/incident", json={"log": "x", "service": "y"}).status_code == 403
            assert command(data, "user", "disable", "vera").returncode == 0
            wait_for(lambda: vera.get("/incidents").status_code == 401)
        assert "disabled" in command(data, "user", "list").stdout

    def test_a_folder_of_runbooks_is_searchable(self, admin: httpx.Client, data: Path, tmp_path: Path) -> None:
        (tmp_path / "books").mkdir()
        text = (
            "# Frobnicator jam\n\n## Meaning\n\nThe frobnicator is jammed.\n\n## Mitigation\n\nKick the frobnicator.\n"
        )
        (tmp_path / "books" / "jam.md").write_text(text, encoding="utf-8")
        (tmp_path / "books" / "other.md").write_text("# Other\n\nAnother text.\n", encoding="utf-8")
        told = command(data, "ingest", str(tmp_path / "books"))
        assert "2 added" in told.stdout, told.stderr
        found = admin.post("/runbooks/search", json={"log": "frobnicator jam detected"}).json()["matches"]
        assert (found[0]["runbook_id"], found[0]["matched"]) == ("jam", True)
        assert admin.put("/runbooks/extra/own", content="# Own\n\nText.").status_code == 200
        assert admin.get("/runbooks/extra/own").json()["title"] == "Own"
        assert admin.delete("/runbooks/extra/own").status_code == 204
        assert admin.get("/runbooks/extra/own").status_code == 404
        elsewhere = tmp_path / "elsewhere" / "books"
        elsewhere.mkdir(parents=True)
        (elsewhere / "third.md").write_text("# Third\n\nA third text.\n", encoding="utf-8")
        assert "1 added, 0 updated, 0 unchanged, 0 removed" in command(data, "ingest", str(elsewhere)).stdout
        (tmp_path / "books" / "jam.md").unlink()
        assert "1 removed" in command(data, "ingest", str(tmp_path / "books")).stdout


def wait_for(condition: Callable[[], bool], seconds: float = 15.0) -> None:
    """Poll until it holds."""
    tick = threading.Event()
    for _ in range(int(seconds / 0.1)):
        if condition():
            return
        tick.wait(0.1)
    raise AssertionError("it did not happen in time")
