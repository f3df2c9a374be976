"""What the agents decide with."""

import os

# Read when numpy is first imported. A search is over in microseconds; OpenBLAS's other threads would spin for longer
# than that, on the cores that the event loop and the embedder need.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
