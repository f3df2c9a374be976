"""Signing keys rotate under load: two processes on one folder refuse no valid request, and take no ended one."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from api.server_process import access_token
from tests.support.servers.product import PASSWORD, command, log_in, serving

SECONDS = 16.0


def asking(address: str, other: str, until: float) -> list[int]:
    """Log in here, and ask both processes with the token, again and again."""
    statuses = []
    while time.monotonic() < until:
        headers = {"Authorization": f"Bearer {access_token(address, 'admin', PASSWORD)}"}
        for base in (other, address):
            for _ in range(5):
                statuses.append(httpx.get(f"{base}/incidents?limit=1", headers=headers, timeout=30).status_code)
                time.sleep(0.02)
    return statuses


def test_a_rotation_refuses_no_valid_request(served_data: Path) -> None:
    limits = {"LOGIN_RATE_LIMIT": "off"}
    with serving(served_data, **limits) as (one, _), serving(served_data, **limits) as (two, _):
        with log_in(one) as older, ThreadPoolExecutor(2) as pool:
            until = time.monotonic() + SECONDS
            asked = [pool.submit(asking, *pair, until) for pair in ((one, two), (two, one))]
            time.sleep(1)
            rotated = command(served_data, "jwt", "rotate")
            assert rotated.returncode == 0, rotated.stderr
            statuses = [status for each in asked for status in each.result()]
            assert older.get("/incidents?limit=1").status_code == 200, "a token from before"
        assert len(statuses) > 50
        assert set(statuses) == {200}
        assert (served_data / "jwt-secret").read_text(encoding="utf-8").count("\n") == 2
        with log_in(one) as newer:
            assert command(served_data, "jwt", "rotate", "--end-sessions").returncode == 0
            time.sleep(3)
            for base in (one, two):
                assert httpx.get(f"{base}/me", headers=newer.headers, timeout=30).status_code == 401


def test_a_logout_reaches_every_process_within_five_seconds(served_data: Path) -> None:
    with serving(served_data) as (one, _), serving(served_data) as (two, _), log_in(one) as client:
        elsewhere = {"headers": client.headers, "timeout": 30}
        assert httpx.get(f"{two}/me", **elsewhere).status_code == 200
        assert client.post("/logout").status_code == 204
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline and httpx.get(f"{two}/me", **elsewhere).status_code != 401:
            time.sleep(0.2)
        assert httpx.get(f"{two}/me", **elsewhere).status_code == 401
        assert client.get("/me").status_code == 401
