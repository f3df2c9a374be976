"""The MCP server with its tools, resources and prompts. Importing the library takes a second."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from mcp.server.mcpserver import MCPServer
from mcp_types import ToolAnnotations

from api.mcp.acting import Acting
from api.mcp.confirmed import Confirmed
from api.mcp.figures import Figures
from api.mcp.prompts import Prompts
from api.mcp.reading import Reading
from api.mcp.reporting import Reporting
from api.mcp.resources import INCIDENT, RUNBOOK, Resources
from api.mcp.untrusted import NOTICE
from api.mcp.workplace import Workplace, answered
from api.version import product_version

INSTRUCTIONS = f"""Incidents of a team: reports are deduplicated, regressions recognised, advice cited from runbooks.
Search before you report. `resolve`, `merge` and `split` first answer with what they would do and a `confirm` word; show
that to the person and call again with it only if they agree. {NOTICE}"""
_LOOKS = ToolAnnotations(read_only_hint=True, open_world_hint=True)
_REPORTS = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=True)
_ACTS = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=True)
_CHANGES = ToolAnnotations(read_only_hint=False, destructive_hint=True, idempotent_hint=True, open_world_hint=True)


def make_server(place: Workplace) -> "MCPServer[object]":
    """Build a server for one process. Tools that act exist only with MCP_WRITE=on."""
    with _logging_left_alone():
        server: MCPServer[object] = MCPServer(
            "incident-responder",
            title="Intelligent Incident Responder",
            instructions=INSTRUCTIONS,
            version=product_version(),
            subscriptions=False,
        )
    reading, reporting = Reading(place), Reporting(place)
    server.add_tool(answered(reporting.report_incident), annotations=_REPORTS)
    for look in (
        reading.search_incidents,
        reading.get_incident,
        reading.explain_decision,
        reading.find_runbook,
        reading.similar_incidents,
        Figures(place).analytics,
    ):
        server.add_tool(answered(look), annotations=_LOOKS)
    if place.toolbox.settings.mcp_write:
        acting, confirmed = Acting(place), Confirmed(place)
        for act in (acting.acknowledge, acting.comment):
            server.add_tool(answered(act), annotations=_ACTS)
        for change in (confirmed.resolve, confirmed.merge, confirmed.split):
            server.add_tool(answered(change), annotations=_CHANGES)
    _add_texts(server, place)
    return server


def _add_texts(server: "MCPServer[object]", place: Workplace) -> None:
    resources, prompts = Resources(place), Prompts(place)
    server.resource(INCIDENT, name="incident", mime_type="application/json")(resources.incident)
    server.resource(RUNBOOK, name="runbook", mime_type="text/markdown")(resources.runbook)
    server.prompt(name="triage")(prompts.triage)
    server.prompt(name="postmortem")(prompts.postmortem)


@contextmanager
def _logging_left_alone() -> Iterator[None]:
    """The library gives the root logger a handler and a level, unless it already has a handler; so lend it one."""
    logging.getLogger("mcp").setLevel(logging.WARNING)
    root, kept = logging.getLogger(), logging.NullHandler()
    root.addHandler(kept)
    try:
        yield
    finally:
        root.removeHandler(kept)
