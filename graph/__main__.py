"""`python -m graph` prints the graph's own drawing in Mermaid, as docs/ARCHITECTURE.md holds it."""

import sys

from graph.studio import graph

sys.stdout.write(graph.get_graph().draw_mermaid())
