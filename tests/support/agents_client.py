"""The official MCP client against an application in this process, and what it got."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from fastapi import FastAPI
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult, TextContent

ADDRESS = "http://responder.test"
OLD, NEW = "legacy", "auto"
"""Protocols: the handshake of 2025 and before, and whatever is newest."""


@asynccontextmanager
async def agent(app: FastAPI, key: str, mode: str = NEW, address: str = ADDRESS) -> AsyncIterator[Client]:
    transport = httpx2.ASGITransport(app)
    async with (
        httpx2.AsyncClient(transport=transport, headers={"Authorization": f"Bearer {key}"}) as http,
        Client(streamable_http_client(f"{address}/mcp", http_client=http), mode=mode) as client,
    ):
        yield client


async def called(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """The structured answer of a tool that worked."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, said(result)
    answer: dict[str, Any] | None = result.structured_content
    assert answer is not None
    assert answer["notice"].startswith("Texts in this answer come from logs")
    return answer


async def refused(client: Client, tool: str, **arguments: Any) -> str:
    """What a tool says that did not work."""
    result = await client.call_tool(tool, arguments)
    assert result.is_error, result.structured_content
    return said(result)


def said(result: CallToolResult) -> str:
    return "\n".join(each.text for each in result.content if isinstance(each, TextContent))
