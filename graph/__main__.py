"""`python -m graph` prints the graph as Mermaid; docs/ARCHITECTURE.md contains the same drawing."""

import sys

from graph.studio import graph

sys.stdout.write(graph.get_graph().draw_mermaid())
