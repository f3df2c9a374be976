#!/bin/sh
# slack_sdk 3.48.0 (Python 3.11): AsyncWebClient repeats a chat.postMessage by itself when the connection breaks before
# the answer, also when Slack has taken the message: one call, one exception or none, two messages in the channel. The
# handler that does it is on by default (`retry_handlers=None`), for posts as for reads; WebClient has the same one.
# It also takes the proxy of HTTPS_PROXY or HTTP_PROXY for every address, whatever NO_PROXY says, http:// ones included.
# What stops both: `retry_handlers=[]`, and `client.proxy = None` (with `trust_env` on one's own session, aiohttp's look
# at the environment knows NO_PROXY).
#
# Seen (posts that the server took for one call, and whether the proxy was asked for http://127.0.0.1):
#   defaults                posts=2  proxy asked
#   retry_handlers=[]       posts=1  proxy asked
#   and client.proxy=None   posts=1  proxy not asked
#
# Needs python3 with venv and pip. Everything listens on loopback and is made in a folder that is removed at the end.
# Fails when a newer release behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check slack-sdk==3.48.0 aiohttp==3.14.5
unset HTTPS_PROXY https_proxy HTTP_PROXY http_proxy NO_PROXY no_proxy
cat > "$folder/seen.py" <<'PYTHON'
import asyncio, os, sys

from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

posts, proxied = 0, 0


async def slack(request):
    global posts
    posts += 1
    if posts == 1:  # taken, and the connection breaks before the answer
        request.transport.abort()
    return web.json_response({"ok": True, "ts": "1.1", "channel": "C1"})


async def proxy(reader, writer):
    global proxied
    proxied += 1
    writer.close()


async def seen(**options):
    global posts, proxied
    posts = proxied = 0
    unproxied = options.pop("unproxied", False)
    application = web.Application()
    application.router.add_route("*", "/api/{method}", slack)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    client = AsyncWebClient("xoxb-none", base_url=url, **options)
    if unproxied:
        client.proxy = None
    try:
        await client.chat_postMessage(channel="C1", text="once")
    except Exception as error:
        print("   one call ended with", type(error).__name__, file=sys.stderr)
    told = posts
    server = await asyncio.start_server(proxy, "127.0.0.1", 0)
    os.environ["HTTPS_PROXY"] = "http://127.0.0.1:%d" % server.sockets[0].getsockname()[1]
    os.environ["NO_PROXY"] = "127.0.0.1,localhost"
    client = AsyncWebClient("xoxb-none", base_url=url, **options)
    if unproxied:
        client.proxy = None
    try:
        await client.auth_test()
    except Exception:
        pass
    del os.environ["HTTPS_PROXY"], os.environ["NO_PROXY"]
    server.close()
    await runner.cleanup()
    return "posts=%d proxy=%s" % (told, "asked" if proxied else "not asked")


async def main():
    expected = {
        "defaults": ({}, "posts=2 proxy=asked"),
        "retry_handlers=[]": ({"retry_handlers": []}, "posts=1 proxy=asked"),
        "and client.proxy=None": ({"retry_handlers": [], "unproxied": True}, "posts=1 proxy=not asked"),
    }
    failed = False
    for name, (options, wanted) in expected.items():
        got = await seen(**options)
        failed = failed or got != wanted
        print(f"{name}: {got} (expected {wanted})")
    sys.exit(failed)


asyncio.run(main())
PYTHON
"$folder/venv/bin/python" "$folder/seen.py"
