"""Use the graph in a program of your own, in this product's environment: no server, no key, no network.

Usage: DATA_DIR=/tmp/try python docs/examples/in_own_code.py
"""

import asyncio

from agents.context import Context
from agents.state import Input
from graph.builder import build_graph, make_agents
from tools.runbooks.ingest import ingest_shipped
from tools.settings import Settings
from tools.toolbox import open_toolbox


async def main() -> None:
    """Report one line and print its verdict and advice."""
    toolbox = await open_toolbox(Settings())
    try:
        await ingest_shipped(toolbox.runbooks, toolbox.background)
        graph = build_graph(make_agents(toolbox).nodes)
        report = Input(log="Lambda timeout after 30s", service="payment-processor")
        answer = await graph.ainvoke(report, context=Context())
        print(answer["status"], answer["incident_id"], answer["severity"])
        print(answer["recommendations"])
    finally:
        await toolbox.close()


if __name__ == "__main__":
    asyncio.run(main())
