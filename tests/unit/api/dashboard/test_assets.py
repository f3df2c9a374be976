"""What pages load: the very files of npm, kept by browsers for good, nothing from elsewhere."""

import gzip
import hashlib
import re

import httpx
import pytest

from api.dashboard.assets import assets

VENDORED = {
    "htmx.min.js": "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130",
    "hx-sse.min.js": "18ef2761356ec1fe0bb6d92612315b37517a7c1e9856b661c5ae81fef239d103",
    "uPlot.iife.min.js": "19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f",
    "uPlot.min.css": "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04",
}


@pytest.mark.parametrize("name", VENDORED)
def test_copies_are_those_of_npm(name: str) -> None:
    assert hashlib.sha256(assets().by_file[name].body).hexdigest() == VENDORED[name]


async def test_an_asset_is_kept_for_good(stranger: httpx.AsyncClient) -> None:
    for asset in assets().by_file.values():
        answer = await stranger.get(asset.address, headers={"Accept-Encoding": "gzip"})
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.content == asset.body == gzip.decompress(asset.zipped)
    plain = await stranger.get(asset.address, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers


async def test_an_old_or_odd_name_is_not_found(stranger: httpx.AsyncClient) -> None:
    for name in ("pages-000000000000.css", "pages.css", "..%2F..%2Fapp.py"):
        assert (await stranger.get(f"/ui/assets/{name}")).status_code == 404


async def test_the_first_page_is_small_and_all_our_own(browser) -> None:
    client = await browser()
    answer = await client.get("/ui/", headers={"Accept-Encoding": "gzip"})
    addresses = re.findall(r'(?:src|href)="([^"]+)"', answer.text)
    assert [each for each in addresses if not each.startswith(("/", "#"))] == []
    loaded = [each for each in assets().by_file.values() if each.address in addresses]
    assert {each.name.partition("-")[0] for each in loaded} >= {"pages", "htmx.min", "theme", "incidents"}
    total = len(gzip.compress(answer.content)) + sum(len(each.zipped) for each in loaded)
    assert total <= 120_000, total
