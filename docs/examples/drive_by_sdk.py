"""Drive the graph through LangGraph's SDK: `make studio` in one terminal, this in another.

Usage: python docs/examples/drive_by_sdk.py [http://127.0.0.1:2024]
"""

import sys

from langgraph_sdk import get_sync_client

with get_sync_client(url=sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:2024") as client:
    [assistant] = client.assistants.search(graph_id="incident-responder")
    thread = client.threads.create()["thread_id"]
    report = {"log": "Lambda timeout after 30s", "service": "payment-processor"}
    # A run is a dry run unless its context says otherwise: decided and shown, but not stored.
    stream = client.runs.stream(
        thread, assistant["assistant_id"], input=report, context={"dry_run": True}, stream_mode=["custom", "values"]
    )
    values = {}
    for part in stream:
        if part.event == "custom":
            print(f"{part.data['agent']}: {part.data['says']}")
        elif part.event == "values":
            values = part.data
    print(values["recommendations"])
